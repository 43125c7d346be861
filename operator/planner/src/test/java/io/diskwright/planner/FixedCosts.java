package io.diskwright.planner;

import java.util.List;
import java.util.Map;
import java.util.SortedMap;

/**
 * Costs made up for tests, the same on every device: whatever is measured and shipped, they stay.
 * To reserve is faster, a format is slower than raw, and the rarer formats are slow.
 */
final class FixedCosts implements CostSource {
  private static final double SIZE = 1L << 30;
  private static final double WRITTEN = SIZE / 10;
  private static final Traits ANYWHERE =
      new Traits(false, false, false, false, false, 4096, Traits.Medium.Other);

  private final CostTable table =
      new CostTable(
          Map.of("fixed", ANYWHERE),
          List.of(
              row(ImageFormat.raw, Options.of(), 4000, 0, 1),
              row(ImageFormat.raw, Options.of(Options.NOCOW, "on"), 12000, 0, 1),
              row(ImageFormat.raw, Options.of(Options.PREALLOCATION, "falloc"), 16000, SIZE, 1),
              row(ImageFormat.raw, Options.of(Options.PREALLOCATION, "full"), 8000, SIZE, 1),
              row(ImageFormat.qcow2, Options.of(), 1500, 200_000, 8),
              row(
                  ImageFormat.qcow2,
                  Options.of(Options.PREALLOCATION, "metadata"),
                  3000,
                  300_000,
                  1),
              row(ImageFormat.qcow2, Options.of(Options.PREALLOCATION, "falloc"), 9000, SIZE, 1),
              row(ImageFormat.qed, Options.of(), 1000, 300_000, 8),
              row(ImageFormat.vmdk, Options.of(), 900, 100_000, 8),
              row(ImageFormat.vdi, Options.of(), 800, 1_000_000, 8),
              row(ImageFormat.vhdx, Options.of(), 600, 4_000_000, 8),
              row(ImageFormat.vpc, Options.of(), 900, 100_000, 8)));

  @Override
  public DeviceCosts costsOf(DeviceFacts device) {
    return new DeviceCosts(table, ANYWHERE, List.of());
  }

  /** First writes at this speed; everything else is as fast everywhere. */
  private static CostTable.Row row(
      ImageFormat format,
      SortedMap<String, String> options,
      double firstWrites,
      double created,
      double reach) {
    double grown = Math.min(SIZE, created + WRITTEN * reach);
    return new CostTable.Row(
        "fixed",
        format,
        options,
        new Costs(
            SIZE,
            firstWrites,
            16000,
            16000,
            200,
            created,
            WRITTEN,
            grown,
            WRITTEN,
            grown,
            1,
            0.05));
  }
}
