package io.diskwright.planner;

import java.util.List;

/**
 * What one way of making images costs in one place, as measured.
 *
 * @param sizeBytes virtual size of the image measured
 * @param firstWriteIops random 4 KiB writes a second to places never written before
 * @param overwriteIops random 4 KiB writes a second to places written before
 * @param randomReadIops random 4 KiB reads a second
 * @param sequentialWriteMiBps MiB a second of 1 MiB writes one after another
 * @param createdBytes bytes allocated when the image was just made
 * @param randomWrittenBytes bytes then written at random
 * @param randomAllocatedBytes bytes allocated after that
 * @param sequentialWrittenBytes bytes written in sequence to another fresh image
 * @param sequentialAllocatedBytes bytes allocated after that
 * @param createMillis milliseconds it took to make the image
 * @param spread relative spread of the repeats, 0.1 for a tenth
 */
public record Costs(
    double sizeBytes,
    double firstWriteIops,
    double overwriteIops,
    double randomReadIops,
    double sequentialWriteMiBps,
    double createdBytes,
    double randomWrittenBytes,
    double randomAllocatedBytes,
    double sequentialWrittenBytes,
    double sequentialAllocatedBytes,
    double createMillis,
    double spread) {

  /** Some costs and how much they count. */
  record Weighed(Costs costs, double weight) {}

  /** The same, with every speed multiplied by {@code factor}. */
  Costs timesSpeed(double factor) {
    return timesSpeeds(factor, factor, factor, factor);
  }

  /** The same, as much faster as {@code one} is than {@code other}. */
  Costs timesSpeedsOf(Costs one, Costs other) {
    return timesSpeeds(
        one.firstWriteIops / other.firstWriteIops,
        one.overwriteIops / other.overwriteIops,
        one.randomReadIops / other.randomReadIops,
        one.sequentialWriteMiBps / other.sequentialWriteMiBps);
  }

  /** The same, with each speed multiplied by its own factor. */
  Costs timesSpeeds(double first, double over, double read, double sequential) {
    return new Costs(
        sizeBytes,
        firstWriteIops * first,
        overwriteIops * over,
        randomReadIops * read,
        sequentialWriteMiBps * sequential,
        createdBytes,
        randomWrittenBytes,
        randomAllocatedBytes,
        sequentialWrittenBytes,
        sequentialAllocatedBytes,
        createMillis,
        spread);
  }

  /**
   * What lies between several: geometric means of the speeds, arithmetic ones of the bytes, those
   * counted for an image as large as the first.
   *
   * @param all at least one, of any positive weights
   */
  static Costs mean(List<Weighed> all) {
    Costs first = all.getFirst().costs();
    if (all.size() == 1) {
      return first;
    }
    double total = all.stream().mapToDouble(Weighed::weight).sum();
    double[] logs = new double[5];
    double[] sums = new double[6];
    for (Weighed one : all) {
      Costs c = one.costs();
      double share = one.weight() / total;
      double scale = share * first.sizeBytes / c.sizeBytes;
      logs[0] += share * Math.log(c.firstWriteIops);
      logs[1] += share * Math.log(c.overwriteIops);
      logs[2] += share * Math.log(c.randomReadIops);
      logs[3] += share * Math.log(c.sequentialWriteMiBps);
      logs[4] += share * Math.log(Math.max(1e-3, c.createMillis));
      sums[0] += scale * c.createdBytes;
      sums[1] += scale * c.randomWrittenBytes;
      sums[2] += scale * c.randomAllocatedBytes;
      sums[3] += scale * c.sequentialWrittenBytes;
      sums[4] += scale * c.sequentialAllocatedBytes;
      sums[5] += share * c.spread;
    }
    return new Costs(
        first.sizeBytes,
        Math.exp(logs[0]),
        Math.exp(logs[1]),
        Math.exp(logs[2]),
        Math.exp(logs[3]),
        sums[0],
        sums[1],
        sums[2],
        sums[3],
        sums[4],
        Math.exp(logs[4]),
        sums[5]);
  }
}
