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
