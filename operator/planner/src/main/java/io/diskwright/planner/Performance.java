package io.diskwright.planner;

/**
 * Speed on one scale, 0 to 1000, the same for every device, demand and security level.
 *
 * <p>200 points are a factor of ten: 0 stands for 10 operations or 1 MiB a second, 1000 for a
 * million operations or 100,000 MiB a second. What matters to the workload is averaged, so that the
 * result is the logarithm of a geometric mean. It is rounded to steps as wide as the noise of the
 * measurements: what cannot be told apart is the same.
 */
final class Performance {
  /** Points that noise alone makes: 10 are about 12 percent, the spread of the shipped costs. */
  static final int STEP = 10;

  private static final double POINTS_PER_DECADE = 200;

  private Performance() {}

  static int of(Costs costs, Access access) {
    double sequential = points(costs.sequentialWriteMiBps());
    double random =
        (points(costs.firstWriteIops() / 10)
                + points(costs.overwriteIops() / 10)
                + points(costs.randomReadIops() / 10))
            / 3;
    double mean =
        switch (access) {
          case Random -> random;
          case Sequential -> sequential;
          case Mixed -> (3 * random + sequential) / 4;
        };
    return (int) Math.round(mean / STEP) * STEP;
  }

  private static double points(double value) {
    return Math.clamp(POINTS_PER_DECADE * Math.log10(value), 0, 1000);
  }
}
