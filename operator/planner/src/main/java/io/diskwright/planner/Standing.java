package io.diskwright.planner;

import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The admissible candidates of one group of devices, each weighed against the best and the worst
 * among them. For speed the worst and the best are those in each respect, such as reads, even if no
 * candidate is worst or best in all.
 *
 * <p>Everything is counted in whole numbers, so that a tie is a tie and the order of adding makes
 * no difference.
 */
final class Standing {
  private final DeviceGroup group;
  private final List<Assessed> candidates;
  private final int fastest;
  private final long speeds;
  private final int smallest;
  private final int largest;

  /**
   * Weighs candidates.
   *
   * @param candidates of one group, at least one
   * @param access that of the demand they are for
   */
  Standing(List<Assessed> candidates, Access access) {
    this.group = candidates.getFirst().group();
    this.candidates = candidates;
    int slow = Integer.MAX_VALUE;
    int fast = Integer.MIN_VALUE;
    Speeds least = candidates.getFirst().way().speeds();
    Speeds most = least;
    int small = Integer.MAX_VALUE;
    int large = Integer.MIN_VALUE;
    for (Assessed each : candidates) {
      slow = Math.min(slow, each.performance());
      fast = Math.max(fast, each.performance());
      least = least.noneFasterThan(each.way().speeds());
      most = most.fastest(each.way().speeds());
      small = Math.min(small, each.footprint().storage());
      large = Math.max(large, each.footprint().storage());
    }
    this.fastest = fast;
    this.speeds = Math.max(most.above(least, access), fast - slow);
    this.smallest = small;
    this.largest = large;
  }

  DeviceGroup group() {
    return group;
  }

  List<Assessed> candidates() {
    return candidates;
  }

  /**
   * What a candidate is worth, 0 to 1: half the first tradeoff, w P + (1-w) S, and half the second,
   * which is the same for all candidates of the group.
   */
  double share(Assessed candidate, int performance, int redundancy) {
    double first = utility(candidate, performance) / (100.0 * speeds * spaces());
    return (first + group.type().redundancy().utility(redundancy) / 10000.0) / 2;
  }

  private long utility(Assessed c, long performance) {
    return performance * speed(c) * spaces() + (100 - performance) * space(c) * speeds;
  }

  private long spaces() {
    return Math.max(1, largest - smallest);
  }

  private long speed(Assessed c) {
    return speeds - (fastest - c.performance());
  }

  private long space(Assessed c) {
    return largest == smallest ? 1 : largest - c.footprint().storage();
  }

  /**
   * The best candidate neither slower than {@code floor} nor faster than {@code ceiling}, or null
   * when there is none. Of equals, the one that is nowhere worse; then the clone; then the
   * simplest. Where speed weighs nothing, the one that takes least up front comes first. Where
   * storage weighs nothing, the one that reserves its space comes first: a write that waits for
   * space, or finds none, is slow in no table.
   */
  @Nullable Assessed best(int performance, int floor, int ceiling) {
    Comparator<Assessed> equals =
        switch (performance) {
          case 0 -> SMALLEST.thenComparing(equals());
          case 100 -> RESERVED.thenComparing(equals());
          default -> equals();
        };
    Assessed best = null;
    long most = Long.MIN_VALUE;
    for (Assessed each : candidates) {
      if (each.performance() < floor || each.performance() > ceiling) {
        continue;
      }
      long utility = utility(each, performance);
      if (best == null || utility > most || (utility == most && equals.compare(each, best) < 0)) {
        best = each;
        most = utility;
      }
    }
    return best;
  }

  private static final Comparator<Assessed> SMALLEST =
      Comparator.comparing((Assessed c) -> c.way().shape().policy())
          .thenComparingLong(c -> Math.max(Footprint.NEGLIGIBLE, c.footprint().allocatedBytes()));

  private static final Comparator<Assessed> RESERVED = Comparator.comparing(c -> !c.reserved());

  private Comparator<Assessed> equals() {
    return Comparator.<Assessed>comparingLong(c -> -(speed(c) * spaces() + space(c) * speeds))
        .thenComparing(c -> !c.footprint().cloned())
        .thenComparing(c -> c.way().shape(), Shape.SIMPLEST);
  }
}
