package io.diskwright.planner;

import java.util.Comparator;
import java.util.List;

/**
 * The best candidates of several groups of devices against each other.
 *
 * <p>Each group's own choice does not depend on what other devices there are. Between the groups
 * both tradeoffs count: performance against the file's bytes, and redundancy against the copies
 * that it makes of them.
 */
final class Race {
  private final List<Assessed> runners;
  private final Demand demand;
  private final int performance;
  private final Range speed;
  private final Range file;

  /** A factor of 1.6 in speed: a device that is faster by less is not worth all that speed is. */
  private static final int SPEED_APART = 40;

  /** A factor of two in space, as the copies of a redundant device take. */
  private static final int SPACE_APART = Footprint.STEPS_PER_DOUBLING;

  /** From the least to the most of what is compared, and no narrower than what is noteworthy. */
  private record Range(int least, int most, int apart) {
    static Range of(
        List<Assessed> all, int apart, java.util.function.ToIntFunction<Assessed> what) {
      int least = Integer.MAX_VALUE;
      int most = Integer.MIN_VALUE;
      for (Assessed each : all) {
        least = Math.min(least, what.applyAsInt(each));
        most = Math.max(most, what.applyAsInt(each));
      }
      return new Range(least, most, apart);
    }

    long width() {
      return Math.max(apart, most - least);
    }

    long above(int value) {
      return value - least;
    }

    long under(int value) {
      return most - value;
    }
  }

  /**
   * Sets up the race.
   *
   * @param runners the best of each group, at least one
   * @param demand what is wanted
   * @param performance its weight here, which need not be the one wanted
   */
  Race(List<Assessed> runners, Demand demand, int performance) {
    this.runners = runners;
    this.performance = performance;
    this.demand = demand;
    this.speed = Range.of(runners, SPEED_APART, Assessed::performance);
    this.file = Range.of(runners, SPACE_APART, a -> a.footprint().storage());
  }

  /**
   * The best of the healthy, if there are any; of equals the redundant, the clone, the simplest,
   * the one with more {@link Extra}s, the roomiest, the first by name.
   */
  Assessed winner() {
    Assessed best = runners.getFirst();
    for (Assessed each : runners) {
      int healthier = Boolean.compare(healthy(each), healthy(best));
      long more = healthier == 0 ? utility(each) - utility(best) : healthier;
      if (more > 0 || (more == 0 && equals.compare(each, best) < 0)) {
        best = each;
      }
    }
    return best;
  }

  /** How much a runner is behind another, as a share of the most there is: 0 to 1. */
  double behind(Assessed runner, Assessed other) {
    return (utility(other) - utility(runner)) / (2.0 * 10000 * speed.width() * file.width());
  }

  private long utility(Assessed a) {
    long s = speed.width();
    long f = file.width();
    return 100L * performance * speed.above(a.performance()) * f
        + 100L * (100 - performance) * file.under(a.footprint().storage()) * s
        + a.group().type().redundancy().utility(demand.redundancy()) * s * f;
  }

  private static boolean healthy(Assessed a) {
    return a.device().unhealthy().isEmpty();
  }

  private final Comparator<Assessed> equals =
      Comparator.<Assessed>comparingInt(a -> -a.group().type().redundancy().worth())
          .thenComparing(a -> !a.footprint().cloned())
          .thenComparing(a -> a.way().shape(), Shape.SIMPLEST)
          .thenComparingInt(a -> -Extra.of(a.device(), demand()))
          .thenComparing(Assessed::device, DeviceGroup.ROOMIEST);

  private Demand demand() {
    return demand;
  }
}
