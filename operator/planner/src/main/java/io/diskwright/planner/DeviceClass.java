package io.diskwright.planner;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Devices that can do the same at the same costs: to the planner they differ in room and place
 * only.
 */
final class DeviceClass {
  /**
   * What makes devices the same; made for every device of a site, so that it is made of what is
   * there already.
   *
   * @param states two bits for each capability
   * @param redundancy the value of Redundancy
   * @param overwrite the value of OverwriteInPlace
   * @param deduplication the value of Deduplication
   * @param snapshotting the value of Snapshotting
   * @param kind what lies at the bottom
   * @param target what images are placed in
   * @param filesystem the file system's type
   * @param blockSize its block size in bytes, as published
   * @param measurements measured on this very device
   * @param healthy whether nothing is broken there
   */
  record Key(
      long states,
      String redundancy,
      String overwrite,
      String deduplication,
      String snapshotting,
      DeviceKind kind,
      TargetKind target,
      String filesystem,
      String blockSize,
      Map<String, String> measurements,
      boolean healthy) {
    private static final Capability[] CAPABILITIES = Capability.values();

    static Key of(DeviceFacts device) {
      long states = 0;
      for (Capability capability : CAPABILITIES) {
        CapabilityFact known = device.capabilities().get(capability);
        long state = known == null ? 0 : known.state().ordinal() + 1L;
        states |= state << (2 * capability.ordinal());
      }
      return new Key(
          states,
          device.value(Capability.Redundancy),
          device.value(Capability.OverwriteInPlace),
          device.value(Capability.Deduplication),
          device.value(Capability.Snapshotting),
          device.kind(),
          device.target(),
          Properties.filesystem(device),
          device.properties().getOrDefault(Properties.BLOCK_SIZE, ""),
          device.measurements(),
          device.unhealthy().isEmpty());
    }
  }

  private final DeviceCosts costs;
  private final RedundancyGrade redundancy;
  private final List<Way> ways;

  private DeviceClass(DeviceCosts costs, RedundancyGrade redundancy, List<Way> ways) {
    this.costs = costs;
    this.redundancy = redundancy;
    this.ways = ways;
  }

  /** The class of devices like {@code example}. */
  static DeviceClass of(DeviceFacts example, Abilities abilities, CostSource source) {
    DeviceCosts costs = source.costsOf(example);
    List<Way> ways = new ArrayList<>();
    for (Shape shape : Shapes.of(example, abilities)) {
      ways.add(way(shape, costs));
    }
    return new DeviceClass(costs, RedundancyGrade.of(example), Plausible.of(ways));
  }

  private static Way way(Shape shape, DeviceCosts costs) {
    Way way = Way.of(shape, costs.of(shape));
    if (!Options.encrypted(shape.options())) {
      return way;
    }
    // To encrypt is never faster: where a measurement says so, it is noise.
    Shape plain = shape.without(Options.ENCRYPT_FORMAT);
    return way.noFasterThan(Way.of(plain, costs.of(plain)));
  }

  DeviceCosts costs() {
    return costs;
  }

  RedundancyGrade redundancy() {
    return redundancy;
  }

  /** Every way to make an image there, the impossible among them. */
  List<Way> ways() {
    return ways;
  }
}
