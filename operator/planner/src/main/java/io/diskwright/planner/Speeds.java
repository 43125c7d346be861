package io.diskwright.planner;

/**
 * The speeds of one way of making images, in points of a logarithmic scale, the same for every
 * device, demand and security level: 200 points are a factor of ten.
 *
 * <p>The mean of those that matter to the workload is the expected performance. Each speed counts
 * by one over the factor that lies between the fastest and the slowest way of making an image on
 * one device: reads, which no way makes much slower, would else hardly count beside first writes.
 *
 * @param firstWrites random 4 KiB writes to places never written before
 * @param overwrites random 4 KiB writes to places written before
 * @param reads random 4 KiB reads
 * @param sequential writes of 1 MiB one after another
 */
record Speeds(double firstWrites, double overwrites, double reads, double sequential) {
  /** Points that noise alone makes: 2 are about 2 percent. */
  private static final int STEP = 2;

  private static final double POINTS_PER_DECADE = 200;

  private static final double FIRST_WRITES = 1 / 1.45;
  private static final double OVERWRITES = 1 / 0.9;
  private static final double READS = 1 / 0.47;
  private static final double SEQUENTIAL = 1 / 1.3;

  /** 0 points are 10 operations or 1 MiB a second. */
  static Speeds of(Costs costs) {
    return new Speeds(
        points(costs.firstWriteIops() / 10),
        points(costs.overwriteIops() / 10),
        points(costs.randomReadIops() / 10),
        points(costs.sequentialWriteMiBps()));
  }

  /** Expected performance, 0 to 1000, rounded: what cannot be told apart is the same. */
  int performance(Access access) {
    return (int) Math.round(mean(access) / STEP) * STEP;
  }

  /** The lesser of each. */
  Speeds noneFasterThan(Speeds other) {
    return new Speeds(
        Math.min(firstWrites, other.firstWrites),
        Math.min(overwrites, other.overwrites),
        Math.min(reads, other.reads),
        Math.min(sequential, other.sequential));
  }

  /** The greater of each. */
  Speeds fastest(Speeds other) {
    return new Speeds(
        Math.max(firstWrites, other.firstWrites),
        Math.max(overwrites, other.overwrites),
        Math.max(reads, other.reads),
        Math.max(sequential, other.sequential));
  }

  /** Points that these lie above the lesser ones, counted as performance is. */
  int above(Speeds lesser, Access access) {
    return Math.max(STEP, performance(access) - lesser.performance(access));
  }

  private double mean(Access access) {
    double random = FIRST_WRITES * firstWrites + OVERWRITES * overwrites + READS * reads;
    double all = FIRST_WRITES + OVERWRITES + READS;
    return switch (access) {
      case Random -> random / all;
      case Sequential -> sequential;
      case Mixed -> (random + SEQUENTIAL * sequential) / (all + SEQUENTIAL);
    };
  }

  private static double points(double value) {
    return Math.clamp(POINTS_PER_DECADE * Math.log10(value), 0, 1000);
  }
}
