package io.diskwright.planner;

import java.util.Map;

/** How far the costs of two ways of making images in one format are likely to be apart. */
final class OptionDistance {
  private OptionDistance() {}

  /** Zero when both are the same to the costs. */
  static double between(Map<String, String> a, Map<String, String> b) {
    return 64 * preallocation(a, b)
        + 16 * differs(a, b, Options.NOCOW)
        + 16 * differs(a, b, Options.EXTENT_SIZE_HINT)
        + 4 * differs(a, b, Options.ENCRYPT_FORMAT)
        + 4 * differs(a, b, Options.EXTENDED_L2)
        + 2 * Math.abs(log2(a) - log2(b))
        + differs(a, b, Options.LAZY_REFCOUNTS)
        + differs(a, b, Options.SUBFORMAT)
        + differs(a, b, Options.STATIC);
  }

  private static double preallocation(Map<String, String> a, Map<String, String> b) {
    return Math.abs(depth(a) - depth(b));
  }

  private static double depth(Map<String, String> options) {
    return switch (Options.get(options, Options.PREALLOCATION)) {
      case "off" -> 0;
      case "metadata" -> 2;
      case "falloc" -> 3;
      default -> 3.5;
    };
  }

  private static double differs(Map<String, String> a, Map<String, String> b, String option) {
    return Options.get(a, option).equals(Options.get(b, option)) ? 0 : 1;
  }

  private static double log2(Map<String, String> options) {
    try {
      long bytes = Long.parseLong(Options.get(options, Options.CLUSTER_SIZE));
      return 63 - Long.numberOfLeadingZeros(Math.max(1, bytes));
    } catch (NumberFormatException e) {
      return 16;
    }
  }
}
