package io.diskwright.planner;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/**
 * Devices, demands and costs drawn from a seed: any combination of capabilities, however unlikely,
 * and costs that no device ever had, so that what holds here holds for every table.
 */
final class RandomCase {
  private static final String[] FILESYSTEMS = {"ext4", "xfs", "btrfs", "tmpfs", "nfs", "vfat", ""};
  private static final String[] REDUNDANCY = {"raid1", "raid5", "raid6", "raid10", "raid1c3", ""};

  private final Random random;

  RandomCase(long seed) {
    this.random = new Random(seed);
  }

  List<DeviceFacts> devices() {
    int count = 1 + random.nextInt(6);
    List<DeviceFacts> devices = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      // Some devices are as another one but for name and room.
      boolean alike = !devices.isEmpty() && random.nextInt(3) == 0;
      DeviceFacts made = device("device-" + i);
      devices.add(alike ? twin(devices.getFirst(), made) : made);
    }
    return devices;
  }

  DeviceFacts device(String name) {
    Map<Capability, CapabilityFact> capabilities = new EnumMap<>(Capability.class);
    for (Capability capability : Capability.values()) {
      if (random.nextInt(12) != 0) {
        int draw = random.nextInt(10);
        CapabilityState state =
            draw < 6
                ? CapabilityState.Present
                : draw < 9 ? CapabilityState.Absent : CapabilityState.Unknown;
        capabilities.put(capability, new CapabilityFact(state, value(capability)));
      }
    }
    long room = draw(0, 100 * Devices.GIB, 1L << 42, Long.MAX_VALUE);
    return new DeviceFacts(
        name,
        "node-" + random.nextInt(3),
        random.nextBoolean() ? "default" : "",
        random.nextBoolean() ? Map.of("tier", "gold") : Map.of(),
        random.nextInt(8) == 0 ? TargetKind.VolumeGroup : TargetKind.Directory,
        pick(DeviceKind.values()),
        capabilities,
        properties(),
        room,
        random.nextInt(4) == 0 ? random.nextLong(Long.MAX_VALUE) : room,
        random.nextInt(12) == 0 ? "read-only" : "",
        Map.of());
  }

  private Map<String, String> properties() {
    return Map.of(
        Properties.FILESYSTEM,
        pick(FILESYSTEMS),
        "blockSize",
        pick("4096", "1024", "x"),
        "physicalVolumes",
        pick("1", "2", "x"),
        "extentSize",
        pick("4194304", "1048576", "x"),
        "thinPool",
        pick("", "", "pool0"),
        "mirrorableBytes",
        Long.toString(random.nextLong(1L << (20 + random.nextInt(42)))));
  }

  Demand demand() {
    Set<Feature> requires = EnumSet.noneOf(Feature.class);
    while (random.nextInt(3) == 0) {
      requires.add(pick(Feature.values()));
    }
    Set<ImageFormat> formats = EnumSet.of(pick(ImageFormat.values()));
    boolean all = random.nextInt(3) != 0;
    for (ImageFormat format : ImageFormat.values()) {
      if (all || random.nextBoolean()) {
        formats.add(format);
      }
    }
    long size = draw(1, 4096, 10 * Devices.GIB, 50 * Devices.GIB, 1L << 44, 1L << 62);
    return new Demand(
        "ns/name",
        size,
        random.nextInt(101),
        random.nextInt(101),
        pick(SecurityLevel.values()),
        requires,
        formats,
        random.nextInt(4) != 0 ? Consumer.QEMU : pick(Consumer.values()),
        Strategy.Measured,
        pick(Access.values()),
        random.nextInt(101),
        random.nextInt(4) != 0 ? 0 : Math.min(size, 1 + random.nextLong(size)),
        random.nextInt(5) != 0
            ? Placement.ANYWHERE
            : new Placement(
                random.nextBoolean() ? "node-1" : "",
                random.nextBoolean() ? "default" : "",
                random.nextBoolean() ? Map.of("tier", "gold") : Map.of()));
  }

  /** Costs at random for a few ways of each kind. */
  CostSource costs() {
    Map<String, CostTable.Row> rows = new HashMap<>();
    for (int i = 0; i < 60; i++) {
      ImageFormat format = pick(ImageFormat.values());
      String kind = pick("ext4", "xfs", "btrfs", "tmpfs");
      Map<String, String> options =
          Options.of(
              Options.PREALLOCATION,
              pick("off", "metadata", "falloc", "full"),
              Options.NOCOW,
              pick("off", "on"),
              Options.CLUSTER_SIZE,
              pick("65536", "131072"));
      double size = 1 << 29;
      double created = random.nextDouble() * size;
      Costs costs =
          new Costs(
              size,
              1 + Math.exp(random.nextDouble() * 12),
              1 + Math.exp(random.nextDouble() * 12),
              1 + Math.exp(random.nextDouble() * 12),
              1 + Math.exp(random.nextDouble() * 8),
              created,
              size / 10,
              random.nextDouble() * size * 1.2,
              size / 10,
              random.nextDouble() * size * 1.2,
              1,
              0.05);
      rows.put(
          kind + format + options,
          new CostTable.Row(kind, format, Options.withoutDefaults(options), costs));
    }
    Map<String, Traits> kinds = new HashMap<>();
    for (String kind : List.of("ext4", "xfs", "btrfs", "tmpfs")) {
      kinds.put(
          kind,
          new Traits(
              random.nextBoolean(),
              random.nextBoolean(),
              random.nextBoolean(),
              random.nextInt(4) == 0,
              random.nextBoolean(),
              random.nextBoolean() ? 4096 : 1024,
              pick(Traits.Medium.values())));
    }
    return new ShippedCosts(new CostTable(kinds, List.copyOf(rows.values())));
  }

  Random random() {
    return random;
  }

  private String value(Capability capability) {
    return switch (capability) {
      case Redundancy -> pick(REDUNDANCY);
      case OverwriteInPlace -> pick("native", "nocow");
      case Deduplication -> pick("inline", "on-request");
      case Snapshotting -> pick("reflink", "thin");
      default -> "";
    };
  }

  private static DeviceFacts twin(DeviceFacts like, DeviceFacts other) {
    return new DeviceFacts(
        other.name(),
        other.node(),
        other.pool(),
        other.labels(),
        like.target(),
        like.kind(),
        like.capabilities(),
        like.properties(),
        other.allocatableBytes(),
        other.promisableBytes(),
        other.notReady(),
        like.measurements());
  }

  private long draw(long... choices) {
    long chosen = choices[random.nextInt(choices.length)];
    return random.nextBoolean() || chosen == Long.MAX_VALUE
        ? chosen
        : Math.max(chosen > 0 ? 1 : 0, chosen - random.nextLong(chosen / 3 + 1));
  }

  @SafeVarargs
  private <T> T pick(T... from) {
    return from[random.nextInt(from.length)];
  }
}
