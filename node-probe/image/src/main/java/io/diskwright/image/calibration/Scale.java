package io.diskwright.image.calibration;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;

/**
 * How much is written and for how long: the same for every way, so that they can be compared.
 *
 * @param imageBytes virtual size of the images
 * @param randomBlocks blocks of 4 KiB written at random
 * @param sequentialBlocks blocks of 1 MiB written in sequence
 * @param firstNanos the longest the random first writes are measured
 * @param againNanos the longest overwrites, and reads, are measured
 * @param sequentialNanos the longest writes in sequence are measured
 */
record Scale(
    long imageBytes,
    int randomBlocks,
    int sequentialBlocks,
    long firstNanos,
    long againNanos,
    long sequentialNanos) {
  static final int SMALL = 4096;
  static final int LARGE = 1 << 20;

  private static final long MILLIS = 1_000_000L;
  private static final long MIB = 1L << 20;
  private static final List<Long> SIZES = List.of(512 * MIB, 256 * MIB, 128 * MIB, 64 * MIB);

  /** Tables of a format, journals, and directories: beside the image itself. */
  private static final long BESIDES = 32 * MIB;

  private static final int FEWEST = 512;
  private static final double FULL_SECONDS = 4;
  private static final long SEED = 20260101;

  /** The smallest, for a first look at how fast the place is. */
  static Scale first() {
    return of(SIZES.getLast(), FEWEST * 2, true);
  }

  /** The largest, on a place with room for {@code free} bytes; the smallest if not even for it. */
  static Scale largest(long free, boolean quick) {
    return of(
        SIZES.stream().filter(size -> size + BESIDES <= free).findFirst().orElse(SIZES.getLast()),
        Integer.MAX_VALUE,
        quick);
  }

  private static Scale of(long bytes, int randomBlocks, boolean quick) {
    return new Scale(
        bytes,
        (int) Math.min(randomBlocks, bytes / 10 / SMALL),
        (int) (bytes / 5 / LARGE),
        (quick ? 300 : 600) * MILLIS,
        (quick ? 150 : 300) * MILLIS,
        (quick ? 500 : 1000) * MILLIS);
  }

  /**
   * The same, less where the place is slow: writing all of an image may not take more than some
   * seconds, nor what is written at random much longer than it is measured.
   */
  Scale slowedTo(Sample seen, boolean quick) {
    double most = seen.sequentialWriteMiBps() * MIB * (quick ? FULL_SECONDS / 2 : FULL_SECONDS);
    long bytes =
        SIZES.stream()
            .filter(size -> size <= imageBytes && size <= most)
            .findFirst()
            .orElse(SIZES.getLast());
    int blocks = (int) Math.min(Integer.MAX_VALUE, seen.firstWriteIops() * firstNanos / 1e9);
    return of(bytes, Math.max(FEWEST, blocks), quick);
  }

  /** Most bytes that are taken at any time. */
  long spaceBytes() {
    return imageBytes + BESIDES;
  }

  /** The longest that the measured parts of one repeat take. */
  long measuredNanos() {
    return firstNanos + 2 * againNanos + sequentialNanos;
  }

  /** Where the random blocks are, each once, the same each time: drawn from all of the image. */
  long[] randomOffsets() {
    List<Long> all =
        new ArrayList<>(LongStream.range(0, imageBytes / SMALL).mapToObj(i -> i * SMALL).toList());
    Collections.shuffle(all, new Random(SEED));
    return all.stream().limit(randomBlocks).mapToLong(Long::longValue).toArray();
  }

  /** Where the blocks in sequence are. */
  long[] sequentialOffsets() {
    return LongStream.range(0, sequentialBlocks).map(i -> i * LARGE).toArray();
  }
}
