package io.diskwright.planner;

/**
 * A shape and what it costs on one class of devices; the same for every demand.
 *
 * @param shape how the image is made
 * @param costs measured on a device of the class, or the nearest
 * @param randomReach how many blocks of its own size a random write allocates: one for a file with
 *     4 KiB blocks, 16 where a 4 KiB write allocates 64 KiB
 * @param sequentialReach the same for writes in sequence
 * @param random expected performance, 0 to 1000, when access is random
 * @param sequential the same when it is sequential
 * @param mixed the same when it is both
 */
record Way(
    Shape shape,
    Costs costs,
    double randomReach,
    double sequentialReach,
    int random,
    int sequential,
    int mixed) {
  private static final double FARTHEST = 4096;

  static Way of(Shape shape, Costs costs) {
    return new Way(
        shape,
        costs,
        reach(costs, costs.randomWrittenBytes(), costs.randomAllocatedBytes()),
        reach(costs, costs.sequentialWrittenBytes(), costs.sequentialAllocatedBytes()),
        Performance.of(costs, Access.Random),
        Performance.of(costs, Access.Sequential),
        Performance.of(costs, Access.Mixed));
  }

  /** Expected performance, 0 to 1000. */
  int performance(Access access) {
    return switch (access) {
      case Random -> random;
      case Sequential -> sequential;
      case Mixed -> mixed;
    };
  }

  /** This way, expected to be no faster than {@code other}. */
  Way noFasterThan(Way other) {
    return new Way(
        shape,
        costs,
        randomReach,
        sequentialReach,
        Math.min(random, other.random),
        Math.min(sequential, other.sequential),
        Math.min(mixed, other.mixed));
  }

  /** What is expected of the faster of two ways, for each kind of access. */
  Way fastestOf(Way other) {
    return new Way(
        shape,
        costs,
        randomReach,
        sequentialReach,
        Math.max(random, other.random),
        Math.max(sequential, other.sequential),
        Math.max(mixed, other.mixed));
  }

  /** The same way of making images with another shape, at the same costs. */
  Way as(Shape other) {
    return new Way(other, costs, randomReach, sequentialReach, random, sequential, mixed);
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
