package io.diskwright.planner;

/**
 * A shape and what it costs on one class of devices; the same for every demand.
 *
 * @param shape how the image is made
 * @param costs measured on a device of the class, or the nearest
 * @param randomReach how many blocks of its own size a random write allocates: one for a file with
 *     4 KiB blocks, 16 where a 4 KiB write allocates 64 KiB
 * @param sequentialReach the same for writes in sequence
 * @param speeds what is expected of it
 */
record Way(Shape shape, Costs costs, double randomReach, double sequentialReach, Speeds speeds) {
  private static final double FARTHEST = 4096;

  /** Bytes of a write that the costs were measured with. */
  private static final double BLOCK = 4096;

  static Way of(Shape shape, Costs costs) {
    return new Way(
        shape,
        costs,
        Math.max(
            hinted(shape), reach(costs, costs.randomWrittenBytes(), costs.randomAllocatedBytes())),
        reach(costs, costs.sequentialWrittenBytes(), costs.sequentialAllocatedBytes()),
        Speeds.of(costs));
  }

  /** This way, expected to be no faster than {@code other}. */
  Way noFasterThan(Way other) {
    return as(speeds.noneFasterThan(other.speeds));
  }

  /** What is expected of the faster of two ways, in each respect. */
  Way fastestOf(Way other) {
    return as(speeds.fastest(other.speeds));
  }

  private Way as(Speeds expected) {
    return new Way(shape, costs, randomReach, sequentialReach, expected);
  }

  /** The same way of making images with another shape, at the same costs. */
  Way as(Shape other) {
    return new Way(other, costs, randomReach, sequentialReach, speeds);
  }

  /** With an extent-size hint a write takes as many blocks as the hint is long. */
  private static double hinted(Shape shape) {
    return Math.max(1, Double.parseDouble(shape.option(Options.EXTENT_SIZE_HINT)) / BLOCK);
  }

  /**
   * The exponent r of the share allocated, 1 - (1 - w)^r, after the share w was written at places
   * drawn at random: it fits the measured point, starts at nothing and ends at the whole. What is
   * written takes its own space at least.
   */
  private static double reach(Costs costs, double written, double allocated) {
    double share = written / costs.sizeBytes();
    double grown = (allocated - costs.createdBytes()) / costs.sizeBytes();
    if (share <= 0) {
      return 1;
    }
    if (share >= 1 || grown >= 1) {
      return grown >= 1 && share < 1 ? FARTHEST : 1;
    }
    double reach = Math.log(1 - Math.max(0, grown)) / Math.log(1 - share);
    return Math.clamp(reach, 1, FARTHEST);
  }
}
