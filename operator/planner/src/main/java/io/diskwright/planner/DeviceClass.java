package io.diskwright.planner;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Devices that can do the same at the same costs: to the planner they differ in room and place
 * only.
 */
final class DeviceClass {
  /**
   * What makes devices the same.
   *
   * @param states two bits for each capability
   * @param values the values that rules look at
   * @param kind what lies at the bottom
   * @param target what images are placed in
   * @param filesystem the file system's type
   * @param blockSize its block size in bytes
   * @param measurements measured on this very device
   * @param healthy whether nothing is broken there
   */
  record Key(
      long states,
      List<String> values,
      DeviceKind kind,
      TargetKind target,
      String filesystem,
      long blockSize,
      Map<String, String> measurements,
      boolean healthy) {

    static Key of(DeviceFacts device) {
      long states = 0;
      for (Map.Entry<Capability, CapabilityFact> known : device.capabilities().entrySet()) {
        long state = known.getValue().state().ordinal() + 1L;
        states |= state << (2 * known.getKey().ordinal());
      }
      return new Key(
          states,
          List.of(
              device.value(Capability.Redundancy),
              device.value(Capability.OverwriteInPlace),
              device.value(Capability.Deduplication),
              device.value(Capability.Snapshotting)),
          device.kind(),
          device.target(),
          Properties.filesystem(device),
          Properties.blockSize(device),
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
    return new DeviceClass(costs, RedundancyGrade.of(example), noFormatFasterThanItsFile(ways));
  }

  /**
   * A format is a layer above a file: where it was measured faster than the raw file that is
   * allocated as its own file is, that is noise.
   */
  private static List<Way> noFormatFasterThanItsFile(List<Way> ways) {
    Map<String, Way> files = new HashMap<>();
    for (Way way : ways) {
      if (way.shape().format() == ImageFormat.raw && !Options.encrypted(way.shape().options())) {
        files.merge(fileOf(way.shape()), way, Way::fastestOf);
      }
    }
    return ways.stream()
        .map(way -> way.noFasterThan(files.getOrDefault(fileOf(way.shape()), way)))
        .toList();
  }

  /** How the file below an image is allocated: pre-allocated tables leave the data a hole. */
  private static String fileOf(Shape shape) {
    String allocated =
        shape.policy() != AllocationPolicy.Preallocated
            ? "off"
            : shape.option(Options.PREALLOCATION).equals("full") ? "full" : "falloc";
    return allocated + shape.options().getOrDefault(Options.NOCOW, "");
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
