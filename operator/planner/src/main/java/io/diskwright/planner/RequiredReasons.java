package io.diskwright.planner;

import io.diskwright.planner.Outcome.Because;
import java.util.ArrayList;
import java.util.List;

/** Names who gives each feature required: above all where a lack brought a layer of software in. */
final class RequiredReasons {
  private RequiredReasons() {}

  static List<Because> of(Demand demand, Candidate chosen) {
    List<Because> reasons = new ArrayList<>();
    List<Feature> fromDevice = new ArrayList<>();
    for (Feature feature : Feature.values()) {
      if (!demand.requires().contains(feature)) {
        continue;
      }
      if (FeatureProvider.of(feature, chosen) == FeatureProvider.FORMAT) {
        reasons.add(fromFormat(feature, chosen));
      } else {
        fromDevice.add(feature);
      }
    }
    if (!fromDevice.isEmpty()) {
      reasons.add(fromDevice(fromDevice, chosen.device()));
    }
    security(demand, chosen, reasons);
    minimum(demand, chosen, reasons);
    return reasons;
  }

  private static Because fromFormat(Feature feature, Candidate chosen) {
    String device = chosen.device().name();
    String lack =
        switch (feature) {
          case IncrementalBackup -> "no device tracks changed blocks";
          case Snapshotting -> device + " cannot keep snapshots";
          case Cloning -> device + " cannot clone";
          case Compression -> device + " does not compress";
          case Encryption -> device + " does not encrypt";
          case Redundancy -> "nothing below " + device + " survives the loss of a disk";
          case Discard, Checksumming -> device + " lacks " + feature;
        };
    String gift =
        switch (feature) {
          case Snapshotting -> " keeps them inside the image";
          case Cloning -> " clones by a backing file";
          case Compression -> " does for what is written compressed, as by qemu-img convert -c";
          case Encryption -> " does, by LUKS";
          case IncrementalBackup -> " does, by bitmaps";
          case Redundancy -> " in a raid1 volume does";
          case Discard, Checksumming -> " gives it";
        };
    return new Because(
        "required-" + word(feature) + "-from-format",
        lack + "; " + chosen.format() + gift,
        List.of(Words.deviceUse(chosen.device(), feature), "requires/" + feature));
  }

  private static Because fromDevice(List<Feature> features, DeviceFacts device) {
    List<String> uses = new ArrayList<>();
    for (Feature feature : features) {
      uses.add(Words.deviceUse(device, feature));
      uses.add("requires/" + feature);
    }
    String name = features.size() == 1 ? word(features.getFirst()) : "features";
    String list = String.join(", ", features.stream().map(Enum::name).toList());
    return new Because(
        "required-" + name + "-from-device",
        device.name() + " itself gives " + list,
        List.copyOf(uses));
  }

  private static void security(Demand demand, Candidate chosen, List<Because> reasons) {
    if (demand.security().compareTo(SecurityLevel.Medium) < 0) {
      return;
    }
    boolean luks = Options.encrypted(chosen.options());
    reasons.add(
        new Because(
            luks ? "encrypted-by-format" : "encrypted-by-device",
            luks
                ? "security " + demand.security() + ": " + chosen.format() + " in LUKS is encrypted"
                : "security " + demand.security() + ": " + chosen.device().name() + " encrypts",
            List.of(
                Words.deviceUse(chosen.device(), Feature.Encryption), "spec/tradeoffs.security")));
  }

  private static void minimum(Demand demand, Candidate chosen, List<Because> reasons) {
    if (demand.minimumPreallocatedBytes() > 0) {
      reasons.add(
          new Because(
              "minimum-preallocated",
              Words.bytes(MinimumPreallocatedRule.promised(chosen, demand))
                  + " are allocated up front, where "
                  + Words.bytes(demand.minimumPreallocatedBytes())
                  + " were asked for",
              List.of("spec/minimumPreallocated", "has/Preallocation")));
    }
  }

  private static String word(Feature feature) {
    return switch (feature) {
      case Snapshotting -> "snapshot";
      case Cloning -> "clone";
      case Compression -> "compression";
      case Encryption -> "encryption";
      case IncrementalBackup -> "incremental-backup";
      case Discard -> "discard";
      case Redundancy -> "redundancy";
      case Checksumming -> "checksum";
    };
  }
}
