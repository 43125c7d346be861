package io.diskwright.planner;

import java.util.Map;

/**
 * What of an image's options bears on its costs, so that it can be told how far two ways are apart.
 *
 * @param reserved how much is allocated up front: 0 nothing, 2 tables, 3 and above everything
 * @param nocow whether the file overwrites in place
 * @param extentSizeHint bytes allocated at once
 * @param encryption the format's own, or empty
 * @param extendedL2 whether clusters have subclusters
 * @param clusterBits logarithm of the cluster's size
 * @param lazy whether reference counts are written late
 * @param layout the subformat, or whether a vdi is static
 */
record OptionPoint(
    double reserved,
    String nocow,
    String extentSizeHint,
    String encryption,
    String extendedL2,
    int clusterBits,
    String lazy,
    String layout) {

  static OptionPoint of(Map<String, String> options) {
    return new OptionPoint(
        switch (Options.get(options, Options.PREALLOCATION)) {
          case "off" -> 0;
          case "metadata" -> 2;
          case "falloc" -> 3;
          default -> 3.5;
        },
        Options.get(options, Options.NOCOW),
        Options.get(options, Options.EXTENT_SIZE_HINT),
        Options.get(options, Options.ENCRYPT_FORMAT),
        Options.get(options, Options.EXTENDED_L2),
        bits(Options.get(options, Options.CLUSTER_SIZE)),
        Options.get(options, Options.LAZY_REFCOUNTS),
        Options.get(options, Options.SUBFORMAT) + Options.get(options, Options.STATIC));
  }

  /** How far the costs are likely to be apart; zero when nothing that bears on them differs. */
  double to(OptionPoint other) {
    return 64 * Math.abs(reserved - other.reserved)
        + 16 * differs(nocow, other.nocow)
        + 16 * differs(extentSizeHint, other.extentSizeHint)
        // More than how all of it is reserved: what ciphers cost is in every speed.
        + 48 * differs(encryption, other.encryption)
        + 4 * differs(extendedL2, other.extendedL2)
        + 2 * Math.abs(clusterBits - other.clusterBits)
        + differs(lazy, other.lazy)
        + differs(layout, other.layout);
  }

  private static double differs(String a, String b) {
    return a.equals(b) ? 0 : 1;
  }

  private static int bits(String clusterSize) {
    try {
      return 63 - Long.numberOfLeadingZeros(Math.max(1, Long.parseLong(clusterSize)));
    } catch (NumberFormatException e) {
      return 16;
    }
  }
}
