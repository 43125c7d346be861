package io.diskwright.planner;

import java.util.Optional;

/**
 * In a volume group an image is a logical volume, raw; in a thin pool a thin one, and outside of
 * one it is thick or mirrored.
 */
final class TargetRule implements Rule {
  @Override
  public Optional<Rejection> check(Candidate candidate, Context context) {
    DeviceFacts device = candidate.device();
    if (device.target() == TargetKind.Directory) {
      return Optional.empty();
    }
    if (!context.abilities().volumes()) {
      return unsupported(
          device.name()
              + " is a volume group, and logical volumes are not made on a cluster yet, only by"
              + " the command line",
          "target/volumeGroup");
    }
    if (candidate.format() != ImageFormat.raw) {
      return unsupported(
          device.name()
              + " is a volume group: a logical volume is raw, and "
              + candidate.format()
              + " is made in directories only",
          "target/volumeGroup");
    }
    String pool = Properties.thinPool(device);
    return switch (Options.get(candidate.options(), Options.LV)) {
      case Options.THIN ->
          pool.isEmpty()
              ? unsupported(
                  device.name()
                      + " is no thin pool; name one beside the volume group in the target",
                  "target/thinPool")
              : Optional.empty();
      case Options.RAID1 ->
          !pool.isEmpty()
              ? everyVolumeIsThin(device)
              : Properties.mirrors(device)
                  ? Optional.empty()
                  : unsupported(
                      device.name()
                          + " has fewer than two physical volumes, and raid1 keeps its copies on"
                          + " different ones",
                      "property/physicalVolumes");
      default -> pool.isEmpty() ? Optional.empty() : everyVolumeIsThin(device);
    };
  }

  private static Optional<Rejection> everyVolumeIsThin(DeviceFacts device) {
    return unsupported(
        "in the thin pool of " + device.name() + " every volume is thin", "target/thinPool");
  }

  private static Optional<Rejection> unsupported(String why, String uses) {
    return Rejection.because(RejectionReason.PolicyUnsupportedByDevice, () -> why, uses);
  }
}
