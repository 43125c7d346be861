package io.diskwright.bench;

import io.diskwright.api.v1alpha1.CapabilityStatus;
import io.diskwright.api.v1alpha1.Conditions;
import io.diskwright.api.v1alpha1.Conditions.ConditionStatus;
import io.diskwright.api.v1alpha1.DeviceCapacity;
import io.diskwright.api.v1alpha1.DeviceIdentity;
import io.diskwright.api.v1alpha1.DeviceTarget;
import io.diskwright.api.v1alpha1.Evidence;
import io.diskwright.api.v1alpha1.EvidenceSource;
import io.diskwright.api.v1alpha1.Labels;
import io.diskwright.api.v1alpha1.StorageDevice;
import io.diskwright.api.v1alpha1.StorageDeviceStatus;
import io.diskwright.decision.Facts;
import io.diskwright.planner.Access;
import io.diskwright.planner.Capability;
import io.diskwright.planner.CapabilityState;
import io.diskwright.planner.Consumer;
import io.diskwright.planner.Demand;
import io.diskwright.planner.DeviceFacts;
import io.diskwright.planner.DeviceKind;
import io.diskwright.planner.Feature;
import io.diskwright.planner.ImageFormat;
import io.diskwright.planner.Placement;
import io.diskwright.planner.SecurityLevel;
import io.diskwright.planner.Strategy;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.time.Clock;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;

/** A site: 24 devices on each node, as nodes publish them; every string is an object of its own. */
final class Fleet {
  static final int CLASSES = 64;
  private static final int PER_NODE = 24;
  private static final long GIB = 1L << 30;
  private static final String[] FILESYSTEMS = {"ext4", "xfs", "btrfs", "tmpfs"};

  private Fleet() {}

  /** What is wanted. */
  static Demand demand() {
    return new Demand(
        "shop/orders-db",
        40 * GIB,
        60,
        40,
        SecurityLevel.Low,
        Set.of(Feature.Snapshotting),
        EnumSet.allOf(ImageFormat.class),
        Consumer.QEMU,
        Strategy.Measured,
        Access.Mixed,
        50,
        0,
        Placement.ANYWHERE);
  }

  /** The facts of so many devices of so many classes. */
  static List<DeviceFacts> facts(int count, int classes) {
    List<DeviceFacts> facts = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      facts.add(Facts.of(device(i, i % classes), null, 0));
    }
    return facts;
  }

  /** So many devices. */
  static List<StorageDevice> devices(int count) {
    List<StorageDevice> devices = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      devices.add(device(i, i % CLASSES));
    }
    return devices;
  }

  private static StorageDevice device(int number, int kind) {
    String node = "node-" + number / PER_NODE;
    EnumSet<Capability> has = EnumSet.noneOf(Capability.class);
    Random random = new Random(kind);
    for (Capability each : Capability.values()) {
      if (random.nextInt(3) > 0 || each.ordinal() < 3) {
        has.add(each);
      }
    }
    List<CapabilityStatus> all = new ArrayList<>();
    for (Capability each : Capability.values()) {
      all.add(
          new CapabilityStatus(
              each,
              has.contains(each) ? CapabilityState.Present : CapabilityState.Absent,
              own(each == Capability.Redundancy ? "raid1" : ""),
              new Evidence(EvidenceSource.SystemCall, own("ioctl"), own("0"), null)));
    }
    StorageDevice device = new StorageDevice();
    device.setMetadata(
        new ObjectMetaBuilder()
            .withName(own(node + "-" + Integer.toHexString(0x10000000 + number)))
            .withLabels(Map.of(own(Labels.NODE), own(node), own(Labels.POOL), own("default")))
            .build());
    TreeMap<String, String> properties = new TreeMap<>();
    properties.put(own("filesystem"), own(FILESYSTEMS[kind % FILESYSTEMS.length]));
    properties.put(own("blockSize"), own("4096"));
    properties.put(own("rotational"), own("false"));
    properties.put(own("logicalBlockSize"), own("512"));
    properties.put(own("physicalBlockSize"), own("4096"));
    properties.put(own("kernel"), own("6.12.4"));
    long room = (100 + number % 977) * GIB;
    device.setStatus(
        new StorageDeviceStatus(
            own(node),
            new DeviceTarget(own("/var/lib/diskwright"), null, null),
            DeviceKind.SolidState,
            new DeviceIdentity(own("0123-" + number), null, null, null, null),
            List.of(),
            properties,
            new DeviceCapacity(2 * room, room, room),
            all,
            List.copyOf(has),
            Capability.complementOf(has),
            null,
            new Conditions(Clock.systemUTC())
                .set(null, "Ready", ConditionStatus.True, "Probed", "", null)));
    return device;
  }

  /** As a parser makes it: not shared. */
  private static String own(String text) {
    return new String(text);
  }
}
