package io.diskwright.planner;

/** The published properties of a device that planning rests on. */
final class Properties {
  /** Name of the file system's type. */
  static final String FILESYSTEM = "filesystem";

  /** Bytes of a file system's block. */
  static final String BLOCK_SIZE = "blockSize";

  private static final long USUAL_BLOCK_SIZE = 4096;

  private Properties() {}

  /** The file system's type, empty when it is not known. */
  static String filesystem(DeviceFacts device) {
    return device.properties().getOrDefault(FILESYSTEM, "");
  }

  /** Whether an overwrite goes where the data lies, without a file's asking for it. */
  static boolean overwritesInPlace(DeviceFacts device) {
    return device.has(Capability.OverwriteInPlace)
        && !device.value(Capability.OverwriteInPlace).equals("nocow");
  }

  /** Whether a file there can be told to take its space in larger pieces. */
  static boolean takesExtentSizeHint(DeviceFacts device) {
    return filesystem(device).equals("xfs");
  }

  /** The thin pool that is meant in a volume group, empty for the group itself. */
  static String thinPool(DeviceFacts device) {
    return device.properties().getOrDefault("thinPool", "");
  }

  /** Bytes of a volume group's extent; 4 MiB, LVM's default, when it is not known. */
  static long extentBytes(DeviceFacts device) {
    return Math.max(512, number(device, "extentSize", 4L << 20));
  }

  /** Whether a volume group has disks enough to keep everything twice. */
  static boolean mirrors(DeviceFacts device) {
    return device.target() == TargetKind.VolumeGroup
        && thinPool(device).isEmpty()
        && number(device, "physicalVolumes", 0) >= 2;
  }

  /** Bytes that both copies of a mirrored volume may take; not bounded when it is not known. */
  static long mirrorableBytes(DeviceFacts device) {
    return number(device, "mirrorableBytes", Long.MAX_VALUE);
  }

  private static long number(DeviceFacts device, String name, long unknown) {
    try {
      return Long.parseLong(device.properties().getOrDefault(name, ""));
    } catch (NumberFormatException e) {
      return unknown;
    }
  }

  /** The file system's block size in bytes; 4096 when it is not known. */
  static long blockSize(DeviceFacts device) {
    String said = device.properties().get(BLOCK_SIZE);
    if (said == null) {
      return USUAL_BLOCK_SIZE;
    }
    try {
      long bytes = Long.parseLong(said);
      return bytes > 0 ? bytes : USUAL_BLOCK_SIZE;
    } catch (NumberFormatException e) {
      return USUAL_BLOCK_SIZE;
    }
  }
}
