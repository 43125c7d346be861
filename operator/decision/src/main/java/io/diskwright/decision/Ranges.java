package io.diskwright.decision;

import io.diskwright.api.v1alpha1.WeightRange;
import java.util.Objects;

/** What a range of weights allows. */
final class Ranges {
  private static final int FULL = 100;

  private Ranges() {}

  /** The allowed weight that is nearest to {@code weight}. */
  static int nearest(WeightRange range, int weight) {
    return Math.max(least(range), Math.min(most(range), weight));
  }

  /** Both ends, in words. */
  static String words(WeightRange range) {
    return least(range) + " to " + most(range);
  }

  private static int least(WeightRange range) {
    return Objects.requireNonNullElse(range.min(), 0);
  }

  private static int most(WeightRange range) {
    return Objects.requireNonNullElse(range.max(), FULL);
  }
}
