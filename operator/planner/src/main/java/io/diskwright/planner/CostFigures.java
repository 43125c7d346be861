package io.diskwright.planner;

import java.util.List;
import java.util.Locale;

/** The figures of {@link Costs} as text; whatever no device could have measured is refused. */
final class CostFigures {
  /** Their names, in their order. */
  static final List<String> NAMES =
      List.of(
          "sizeBytes",
          "firstWriteIops",
          "overwriteIops",
          "randomReadIops",
          "sequentialWriteMiBps",
          "createdBytes",
          "randomWrittenBytes",
          "randomAllocatedBytes",
          "sequentialWrittenBytes",
          "sequentialAllocatedBytes",
          "createMillis",
          "spread");

  /** Size and speeds come first: they cannot be zero. */
  private static final int ABOVE_ZERO = 5;

  /** No device of this century is that large or that fast. */
  private static final double ABSURD = 1e18;

  private CostFigures() {}

  /**
   * Reads the figures.
   *
   * @param at where they stand, for messages
   * @param cells as many as there are names
   * @throws IllegalArgumentException naming the place and the figure
   */
  static Costs read(String at, List<String> cells) {
    double[] v = new double[NAMES.size()];
    for (int i = 0; i < v.length; i++) {
      v[i] = number(at + NAMES.get(i), cells.get(i), i < ABOVE_ZERO);
    }
    require(v[6] <= v[0] && v[8] <= v[0], at + "more bytes written than the image has");
    return new Costs(v[0], v[1], v[2], v[3], v[4], v[5], v[6], v[7], v[8], v[9], v[10], v[11]);
  }

  /** The figures, in the order of their names. */
  static List<String> write(Costs c) {
    return List.of(
        whole(c.sizeBytes()),
        whole(c.firstWriteIops()),
        whole(c.overwriteIops()),
        whole(c.randomReadIops()),
        fraction(c.sequentialWriteMiBps()),
        whole(c.createdBytes()),
        whole(c.randomWrittenBytes()),
        whole(c.randomAllocatedBytes()),
        whole(c.sequentialWrittenBytes()),
        whole(c.sequentialAllocatedBytes()),
        fraction(c.createMillis()),
        fraction(c.spread()));
  }

  static void require(boolean right, String message) {
    if (!right) {
      throw new IllegalArgumentException(message);
    }
  }

  private static String whole(double value) {
    return value < 10 ? fraction(value) : Long.toString(Math.round(value));
  }

  private static String fraction(double value) {
    return String.format(Locale.ROOT, "%.3f", value);
  }

  private static double number(String what, String cell, boolean aboveZero) {
    double value;
    try {
      value = Double.parseDouble(cell);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(what + ": '" + cell + "' is not a number", e);
    }
    require(Double.isFinite(value) && value < ABSURD, what + ": '" + cell + "' is not finite");
    require(
        aboveZero ? value > 0 : value >= 0,
        what + ": " + cell + (aboveZero ? " must be above zero" : " must not be negative"));
    return value;
  }
}
