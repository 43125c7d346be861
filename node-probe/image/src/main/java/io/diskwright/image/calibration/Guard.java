package io.diskwright.image.calibration;

import io.diskwright.image.ImageException;
import java.nio.file.Path;

/** Whether there is room to measure in, beside what is reserved. */
final class Guard {
  private Guard() {}

  /**
   * The largest scale there is room for.
   *
   * @param free bytes free beside what is reserved
   * @throws ImageException when there is room for none
   */
  static Scale scale(Path target, long free, boolean quick) throws ImageException {
    Scale largest = Scale.largest(free, quick);
    require(target, largest, free);
    return largest;
  }

  /** Throws when there is no room for {@code scale} any more. */
  static void require(Path target, Scale scale, long free) throws ImageException {
    if (scale.spaceBytes() > free) {
      throw new ImageException(
          ImageException.Kind.NoSpace,
          "No room to measure in "
              + target
              + ": "
              + scale.spaceBytes()
              + " bytes are needed for a while, and "
              + Math.max(0, free)
              + " are free beside what is reserved. Free some space there.");
    }
  }
}
