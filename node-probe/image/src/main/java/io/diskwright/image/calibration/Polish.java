package io.diskwright.image.calibration;

import java.util.Arrays;

/**
 * Takes out of measurements what is not the measured thing's but of the time it was measured at:
 * neighbours in time suffer the same disturbance. A two-way median polish of logarithms.
 */
final class Polish {
  private static final int TURNS = 20;

  private Polish() {}

  /**
   * What is left of each value when the pace of its batch is taken out.
   *
   * @param things which thing each value is of, from 0 on without a gap
   * @param batches which batch each value is of, likewise
   * @param values more than 0
   */
  static double[] paceless(int[] things, int[] batches, double[] values) {
    double[] logs = Arrays.stream(values).map(Math::log).toArray();
    double[] level = new double[1 + Arrays.stream(things).max().orElse(-1)];
    double[] pace = new double[1 + Arrays.stream(batches).max().orElse(-1)];
    for (int turn = 0; turn < TURNS; turn++) {
      fit(level, things, logs, pace, batches);
      fit(pace, batches, logs, level, things);
      double middle = median(pace);
      for (int i = 0; i < pace.length; i++) {
        pace[i] -= middle;
      }
    }
    double[] left = new double[values.length];
    for (int i = 0; i < left.length; i++) {
      left[i] = Math.exp(logs[i] - pace[batches[i]]);
    }
    return left;
  }

  /** Each effect becomes the median of what the others leave of its values. */
  private static void fit(
      double[] effects, int[] own, double[] logs, double[] others, int[] othersOf) {
    for (int effect = 0; effect < effects.length; effect++) {
      double[] rest = new double[logs.length];
      int count = 0;
      for (int i = 0; i < logs.length; i++) {
        if (own[i] == effect) {
          rest[count++] = logs[i] - others[othersOf[i]];
        }
      }
      effects[effect] = count == 0 ? 0 : median(Arrays.copyOf(rest, count));
    }
  }

  /** The middle of {@code values}, of which there must be one at least. */
  static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }
}
