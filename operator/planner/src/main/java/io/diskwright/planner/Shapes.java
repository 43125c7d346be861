package io.diskwright.planner;

import static io.diskwright.planner.AllocationPolicy.MetadataPreallocated;
import static io.diskwright.planner.AllocationPolicy.Preallocated;
import static io.diskwright.planner.AllocationPolicy.Thin;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;

/**
 * Every way an image can be made on a device, among them those QEMU cannot do: they are listed so
 * that an outcome can say why not.
 */
final class Shapes {
  private static final String[] PREALLOCATIONS = {"off", "metadata", "falloc", "full"};

  /** Cluster size and extended_l2; the first is QEMU's default. */
  private static final String[][] GEOMETRIES = {
    {"65536", "off"}, {"16384", "off"}, {"131072", "on"}, {"2097152", "off"}
  };

  private Shapes() {}

  /** Every way on devices like this one, but for {@link #mirrored}. */
  static List<Shape> of(DeviceFacts device, Abilities abilities) {
    if (device.target() == TargetKind.VolumeGroup) {
      return volumes(device);
    }
    List<Shape> shapes = new ArrayList<>();
    List<SortedMap<String, String>> files = fileOptions(device);
    for (SortedMap<String, String> file : files) {
      boolean hinted = !Options.get(file, Options.EXTENT_SIZE_HINT).equals("0");
      for (String preallocation : PREALLOCATIONS) {
        boolean reserves = preallocation.equals("falloc") || preallocation.equals("full");
        if (!(hinted && reserves)) {
          qcow2(shapes, file, preallocation, abilities);
        }
        if (!preallocation.equals("metadata") && !(hinted && reserves)) {
          Shape raw = shape(ImageFormat.raw, file, preallocation);
          shapes.add(raw);
          if (abilities.luks()) {
            shapes.add(raw.with(Options.ENCRYPT_FORMAT, "luks"));
          }
        }
      }
    }
    foreign(shapes);
    impossible(shapes);
    return List.copyOf(shapes);
  }

  /** A raw file, pre-allocated in that way. */
  static Shape file(String preallocation) {
    return shape(ImageFormat.raw, Options.of(), preallocation);
  }

  /** The way that keeps everything twice. */
  static Shape mirrored() {
    return volume(Options.RAID1, "falloc");
  }

  private static List<Shape> volumes(DeviceFacts device) {
    List<Shape> shapes = new ArrayList<>();
    shapes.add(volume(Options.THICK, "falloc"));
    shapes.add(volume(Options.THIN, "off"));
    if (!Properties.mirrors(device)) {
      shapes.add(mirrored());
    }
    for (ImageFormat format : ImageFormat.values()) {
      if (format != ImageFormat.raw) {
        shapes.add(shape(format, Options.of(), "off"));
      }
    }
    return List.copyOf(shapes);
  }

  private static Shape volume(String kind, String preallocation) {
    return shape(ImageFormat.raw, Options.of(Options.LV, kind), preallocation);
  }

  /**
   * The partly pre-allocated ways that {@code whole} stands for, if any.
   *
   * @param bytes to allocate up front, above zero and less than the size
   */
  static List<Shape> partial(Shape whole, long bytes) {
    boolean raw =
        whole.format() == ImageFormat.raw
            && whole.option(Options.PREALLOCATION).equals("falloc")
            && whole.option(Options.LV).isEmpty();
    boolean qcow2 =
        whole.format() == ImageFormat.qcow2
            && whole.option(Options.PREALLOCATION).equals("metadata");
    if (!raw && !qcow2) {
      return List.of();
    }
    return List.of(
        new Shape(
            Preallocated,
            whole.format(),
            Options.with(whole.options(), Options.PREALLOCATED_BYTES, Long.toString(bytes))));
  }

  /** What the files themselves can carry there: the first is how they are by default. */
  private static List<SortedMap<String, String>> fileOptions(DeviceFacts device) {
    if (device.has(Capability.OverwriteInPlace)
        && device.value(Capability.OverwriteInPlace).equals("nocow")) {
      return List.of(Options.of(Options.NOCOW, "off"), Options.of(Options.NOCOW, "on"));
    }
    if (Properties.takesExtentSizeHint(device)) {
      return List.of(
          Options.of(Options.EXTENT_SIZE_HINT, "0"),
          Options.of(Options.EXTENT_SIZE_HINT, "1048576"));
    }
    return List.of(Options.of());
  }

  private static void qcow2(
      List<Shape> shapes, SortedMap<String, String> file, String preallocation, Abilities able) {
    for (String[] geometry : GEOMETRIES) {
      SortedMap<String, String> options = Options.with(file, Options.CLUSTER_SIZE, geometry[0]);
      options = Options.with(options, Options.EXTENDED_L2, geometry[1]);
      options = Options.with(options, Options.LAZY_REFCOUNTS, "off");
      Shape shape = shape(ImageFormat.qcow2, options, preallocation);
      shapes.add(shape);
      if (geometry == GEOMETRIES[0]) {
        if (preallocation.equals("off")) {
          shapes.add(shape.with(Options.LAZY_REFCOUNTS, "on"));
        }
        if (able.luks()) {
          shapes.add(shape.with(Options.ENCRYPT_FORMAT, "luks"));
        }
      }
    }
  }

  private static void foreign(List<Shape> shapes) {
    shapes.add(shape(ImageFormat.qed, Options.of(), "off"));
    shapes.add(shape(ImageFormat.vmdk, Options.of(Options.SUBFORMAT, "monolithicSparse"), "off"));
    shapes.add(shape(ImageFormat.vdi, Options.of(Options.STATIC, "off"), "off"));
    shapes.add(shape(ImageFormat.vdi, Options.of(Options.STATIC, "on"), "falloc"));
    for (ImageFormat format : List.of(ImageFormat.vhdx, ImageFormat.vpc)) {
      shapes.add(shape(format, Options.of(Options.SUBFORMAT, "dynamic"), "off"));
      shapes.add(shape(format, Options.of(Options.SUBFORMAT, "fixed"), "falloc"));
    }
  }

  private static void impossible(List<Shape> shapes) {
    for (ImageFormat format : ImageFormat.values()) {
      if (format != ImageFormat.qcow2) {
        shapes.add(shape(format, Options.of(), "metadata"));
      }
    }
    shapes.add(shape(ImageFormat.qed, Options.of(), "falloc"));
    shapes.add(shape(ImageFormat.vmdk, Options.of(Options.SUBFORMAT, "monolithicFlat"), "falloc"));
  }

  private static Shape shape(
      ImageFormat format, SortedMap<String, String> options, String preallocation) {
    AllocationPolicy policy =
        switch (preallocation) {
          case "off" -> Thin;
          case "metadata" -> MetadataPreallocated;
          default -> Preallocated;
        };
    return new Shape(policy, format, Options.with(options, Options.PREALLOCATION, preallocation));
  }
}
