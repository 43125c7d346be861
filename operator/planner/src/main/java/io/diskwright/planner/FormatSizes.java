package io.diskwright.planner;

import java.util.Map;

/**
 * How large a file of each format gets when the guest has written everything, and how large each
 * may be.
 */
final class FormatSizes {
  private static final long KIB = 1L << 10;
  private static final long MIB = 1L << 20;
  private static final long GIB = 1L << 30;
  private static final long TIB = 1L << 40;

  /** LUKS1 header with its eight key slots, as QEMU lays it out: just under 2 MiB. */
  private static final long LUKS_HEADER = 2 * MIB;

  private FormatSizes() {}

  /** Bytes of the whole file; exact for raw and qcow2, not below the truth for the others. */
  static long maximum(Shape shape, long size) {
    return switch (shape.format()) {
      case raw -> saturated(roundUp(size, 4 * KIB), luks(shape));
      case qcow2 -> qcow2(shape, size);
      // L2 tables of 4 clusters map 2 GiB each; header and L1 before them.
      case qed -> saturated(roundUp(size, 64 * KIB), (size / (2 * GIB) + 3) * 256 * KIB);
      // Grain tables map 32 MiB each by 2 KiB, and are there twice.
      case vmdk -> saturated(roundUp(size, 64 * KIB), (size / (32 * MIB) + 1) * 4 * KIB + MIB);
      case vdi -> saturated(roundUp(size, MIB), size / MIB * 4 + MIB);
      case vhdx -> saturated(roundUp(size, 64 * MIB), size / MIB * 8 + 8 * MIB);
      // A sector of bitmap before each 2 MiB; the size is rounded to cylinders.
      case vpc -> saturated(roundUp(size, 2 * MIB), (size / (2 * MIB) + 1) * 516 + 4 * MIB);
    };
  }

  /**
   * The largest virtual size the format holds, in bytes: what qemu-img 7.2 accepts, and for vmdk
   * what its 32-bit sector numbers reach.
   */
  static long limit(ImageFormat format, Map<String, String> options) {
    return switch (format) {
      case raw -> Long.MAX_VALUE;
      case qcow2 -> {
        long cluster = cluster(options);
        // 32 MiB of L1 table, 8 bytes an entry, each for one cluster of L2 table.
        long perTable = cluster / l2Entry(options);
        yield saturatedProduct(4 * MIB, saturatedProduct(perTable, cluster));
      }
      case qed, vhdx -> 64 * TIB;
      case vmdk -> 2 * TIB;
      case vdi -> 0x1fffff8000000L;
      case vpc -> 2040 * GIB;
    };
  }

  /** As qcow2_calc_prealloc_size of QEMU's block/qcow2.c. */
  private static long qcow2(Shape shape, long size) {
    long cluster = cluster(shape.options());
    long aligned = roundUp(size, cluster);
    long l2Bytes =
        roundUp(aligned / cluster, cluster / l2Entry(shape.options())) * l2Entry(shape.options());
    long l1Bytes = roundUp(l2Bytes / cluster, cluster / 8) * 8;
    long clusters = saturated(aligned, cluster + l2Bytes + l1Bytes) / cluster;
    long perBlock = cluster / 2;
    long perTable = cluster / 8;
    long blocks = 0;
    long tables = 0;
    long before = -1;
    while (before != blocks + tables) {
      before = blocks + tables;
      blocks = ceilDiv(clusters + blocks + tables, perBlock);
      tables = ceilDiv(blocks, perTable);
    }
    long whole = saturated(clusters * cluster, (blocks + tables) * cluster);
    return saturated(whole, luks(shape));
  }

  private static long luks(Shape shape) {
    return Options.encrypted(shape.options()) ? LUKS_HEADER : 0;
  }

  private static long cluster(Map<String, String> options) {
    return Long.parseLong(Options.get(options, Options.CLUSTER_SIZE));
  }

  private static long l2Entry(Map<String, String> options) {
    return Options.get(options, Options.EXTENDED_L2).equals("on") ? 16 : 8;
  }

  static long roundUp(long value, long unit) {
    long rest = value % unit;
    return rest == 0 ? value : saturated(value - rest, unit);
  }

  private static long ceilDiv(long a, long b) {
    return (a + b - 1) / b;
  }

  private static long saturated(long a, long b) {
    return a > Long.MAX_VALUE - b ? Long.MAX_VALUE : a + b;
  }

  private static long saturatedProduct(long a, long b) {
    return Math.multiplyHigh(a, b) != 0 || a * b < 0 ? Long.MAX_VALUE : a * b;
  }
}
