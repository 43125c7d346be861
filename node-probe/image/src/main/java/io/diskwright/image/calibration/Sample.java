package io.diskwright.image.calibration;

import org.jspecify.annotations.Nullable;

/**
 * One repeat of one way.
 *
 * @param firstWriteIops random 4 KiB writes a second to places never written before
 * @param overwriteIops the same places again
 * @param randomReadIops reads of the same places
 * @param sequentialWriteMiBps MiB a second of 1 MiB writes one after another
 * @param createMillis milliseconds it took to make the image
 * @param space what was allocated; the same in each repeat, so that one looks
 */
record Sample(
    double firstWriteIops,
    double overwriteIops,
    double randomReadIops,
    double sequentialWriteMiBps,
    double createMillis,
    @Nullable Space space) {

  /**
   * Bytes written and allocated.
   *
   * @param created allocated when the image was just made
   * @param randomWritten written at random
   * @param randomAllocated allocated after that
   * @param sequentialWritten written in sequence to another fresh image
   * @param sequentialAllocated allocated after that
   */
  record Space(
      long created,
      long randomWritten,
      long randomAllocated,
      long sequentialWritten,
      long sequentialAllocated) {}

  /** The four speeds. */
  double[] speeds() {
    return new double[] {firstWriteIops, overwriteIops, randomReadIops, sequentialWriteMiBps};
  }
}
