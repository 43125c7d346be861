package io.diskwright.planner;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

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
   * @param volumes of a volume group what its volumes are like, else empty
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
      boolean healthy,
      String volumes) {
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
          device.unhealthy().isEmpty(),
          volumes(device));
    }

    private static String volumes(DeviceFacts device) {
      return device.target() == TargetKind.Directory
          ? ""
          : Properties.extentBytes(device)
              + (Properties.mirrors(device) ? " mirrors" : "")
              + (Properties.thinPool(device).isEmpty() ? "" : " thin");
    }
  }

  private final DeviceCosts costs;
  private final RedundancyGrade redundancy;
  private final List<Way> ways;
  private final long extentBytes;
  private final @Nullable DeviceClass mirrored;

  private DeviceClass(
      DeviceCosts costs,
      RedundancyGrade redundancy,
      List<Way> ways,
      long extentBytes,
      @Nullable DeviceClass mirrored) {
    this.costs = costs;
    this.redundancy = redundancy;
    this.ways = ways;
    this.extentBytes = extentBytes;
    this.mirrored = mirrored;
  }

  /** The class of devices like {@code example}. */
  static DeviceClass of(DeviceFacts example, Abilities abilities, CostSource source) {
    DeviceCosts costs = source.costsOf(example);
    List<Shape> shapes = Shapes.of(example, abilities);
    if (example.target() == TargetKind.VolumeGroup) {
      return ofVolumes(example, shapes, costs);
    }
    List<Way> ways = new ArrayList<>();
    for (Shape shape : shapes) {
      ways.add(way(shape, costs));
    }
    return new DeviceClass(costs, RedundancyGrade.of(example), Plausible.of(ways), 0, null);
  }

  private static DeviceClass ofVolumes(DeviceFacts example, List<Shape> shapes, DeviceCosts costs) {
    RedundancyGrade grade = RedundancyGrade.of(example);
    long extent = Properties.extentBytes(example);
    List<Way> ways = shapes.stream().map(shape -> volume(shape, costs)).toList();
    List<Way> twice = List.of(volume(Shapes.mirrored(), costs));
    return new DeviceClass(
        costs,
        grade,
        ways,
        extent,
        Properties.mirrors(example)
            ? new DeviceClass(costs, grade.mirrored(), twice, extent, null)
            : null);
  }

  /**
   * A thick volume is what a file is that was written whole: where each block lies is known, and
   * none is marked at its first write. A thin one is what a file with holes is, and no faster.
   */
  private static Way volume(Shape shape, DeviceCosts costs) {
    if (shape.format() != ImageFormat.raw) {
      return way(shape, costs);
    }
    Way thick = Way.of(shape, costs.of(Shapes.file("full")));
    return shape.policy() == AllocationPolicy.Thin
        ? Way.of(shape, costs.of(Shapes.file("off"))).noFasterThan(thick)
        : thick;
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

  /** Bytes of an extent, whole ones of which a volume has; 0 where images are files. */
  long extentBytes() {
    return extentBytes;
  }

  /**
   * The same volume groups as places that keep every volume twice, or null when they cannot: its
   * redundancy and its copies are others.
   */
  @Nullable DeviceClass mirrored() {
    return mirrored;
  }

  /** Every way to make an image there, the impossible among them. */
  List<Way> ways() {
    return ways;
  }
}
