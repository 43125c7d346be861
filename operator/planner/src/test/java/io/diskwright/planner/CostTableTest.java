package io.diskwright.planner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.junit.jupiter.api.Test;

/** Which measured place speaks for another, going by what it is like. */
final class CostTableTest {
  private static final Traits EXT4 = Traits.of(Devices.ext4().make());
  private static final Traits XFS = Traits.of(Devices.xfs().make());
  private static final Traits BTRFS = Traits.of(Devices.btrfs().make());
  private static final SortedMap<String, String> THIN = Options.of(Options.PREALLOCATION, "off");
  private static final SortedMap<String, String> NOCOW =
      Options.of(Options.NOCOW, "on", Options.PREALLOCATION, "off");

  private final CostTable table =
      new CostTable(
          Map.of("plain", EXT4, "cow", BTRFS),
          List.of(row("plain", THIN, 16_000), row("cow", THIN, 5_000), row("cow", NOCOW, 11_000)));

  @Test
  void shouldTakeThePlaceThatIsJustLikeIt() {
    CostTable.Said said = table.of(BTRFS, ImageFormat.raw, THIN);

    assertThat(said.exact()).isTrue();
    assertThat(said.costs().firstWriteIops()).isEqualTo(5_000);
  }

  @Test
  void shouldTakeAFileWithoutCopyOnWriteForTheRightMeasureOfAPlaceWithoutIt() {
    Traits mountedWithout = BTRFS.nocow();

    assertThat(table.of(mountedWithout, ImageFormat.raw, THIN).costs().firstWriteIops())
        .isEqualTo(11_000);
    assertThat(table.of(BTRFS, ImageFormat.raw, NOCOW).costs().firstWriteIops()).isEqualTo(11_000);
  }

  @Test
  void shouldWeighTheNearPlacesByTheirDistanceWhenNoneIsJustLikeIt() {
    // 1 from a file of "cow" by hints alone, 2 from "plain", 7 from "cow" itself.
    CostTable.Said said = table.of(XFS, ImageFormat.raw, THIN);

    assertThat(said.exact()).isFalse();
    double plain = Math.exp(-1 / 3.0);
    double cow = Math.exp(-6 / 3.0);
    double logs = Math.log(11_000) + plain * Math.log(16_000) + cow * Math.log(5_000);
    double expected = Math.exp(logs / (1 + plain + cow));
    assertThat(said.costs().firstWriteIops()).isCloseTo(expected, within(1.0));
    assertThat(table.speakers(XFS))
        .extracting(CostTable.Share::names, CostTable.Share::differences)
        .containsExactly(
            tuple("cow", List.of("extent-size hints")),
            tuple("plain", List.of("cloning", "extent-size hints")),
            tuple("cow", List.of("checksums", "extent-size hints", "overwriting in place")));
  }

  @Test
  void shouldAskOnlyWhoHasMeasuredAWayHowItComparesAndAllHowFastThePlaceIs() {
    // Given a way that was measured on the slower of two places only, at half the speed of a file
    SortedMap<String, String> full = Options.of(Options.PREALLOCATION, "full");
    CostTable some =
        new CostTable(
            Map.of("plain", EXT4, "cow", BTRFS),
            List.of(row("plain", THIN, 16_000), row("cow", THIN, 5_000), row("cow", full, 2_500)));

    // When
    double asked = some.of(XFS, ImageFormat.raw, full).costs().firstWriteIops();

    // Then
    double file = some.of(XFS, ImageFormat.raw, THIN).costs().firstWriteIops();
    assertThat(file).isBetween(5_001.0, 15_999.0);
    assertThat(asked).isCloseTo(file / 2, within(1.0));
  }

  private static CostTable.Row row(String kind, SortedMap<String, String> options, double iops) {
    return new CostTable.Row(
        kind,
        ImageFormat.raw,
        Options.withoutDefaults(options),
        new Costs(1 << 20, iops, iops, iops, 100, 0, 1000, 1000, 1000, 1000, 1, 0.1));
  }
}
