package io.diskwright.image.calibration;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class ScaleTest {
  private static final long MIB = 1L << 20;

  private static Sample seen(double iops, double mibps) {
    return new Sample(iops, iops, iops, mibps, 1, null);
  }

  @Test
  void shouldBeSmallerWhenThereIsLessRoom() {
    assertThat(Scale.largest(10L << 30, false).imageBytes()).isEqualTo(512 * MIB);
    assertThat(Scale.largest(400 * MIB, false).imageBytes()).isEqualTo(256 * MIB);
    assertThat(Scale.largest(0, false).imageBytes()).isEqualTo(64 * MIB);
    assertThat(Scale.largest(Long.MAX_VALUE, false).spaceBytes()).isLessThan(2048 * MIB);
  }

  @Test
  void shouldWriteLessWhenThePlaceIsSlow() {
    Scale fast = Scale.largest(10L << 30, false).slowedTo(seen(50_000, 2000), false);
    assertThat(fast.imageBytes()).isEqualTo(512 * MIB);
    assertThat(fast.randomBlocks()).isEqualTo((int) (512 * MIB / 10 / 4096));

    Scale disk = Scale.largest(10L << 30, false).slowedTo(seen(400, 80), false);
    assertThat(disk.imageBytes()).isEqualTo(256 * MIB);
    assertThat(disk.randomBlocks()).isEqualTo(512);

    Scale solid = Scale.largest(10L << 30, false).slowedTo(seen(10_000, 800), false);
    assertThat(solid.imageBytes()).isEqualTo(512 * MIB);
    assertThat(solid.randomBlocks()).isEqualTo(6000);

    Scale crawling = Scale.largest(10L << 30, true).slowedTo(seen(10, 2), true);
    assertThat(crawling.imageBytes()).isEqualTo(64 * MIB);
    assertThat(crawling.randomBlocks()).isEqualTo(512);
  }

  @Test
  void shouldDrawEachBlockOnceFromAllOfTheImageAndTheSameEachTime() {
    Scale scale = Scale.largest(10L << 30, false);
    long[] offsets = scale.randomOffsets();
    assertThat(offsets).hasSize(scale.randomBlocks()).doesNotHaveDuplicates();
    assertThat(Arrays.stream(offsets)).allMatch(o -> o % 4096 == 0 && o < scale.imageBytes());
    assertThat(Arrays.stream(offsets).max().orElse(0)).isGreaterThan(500 * MIB);
    assertThat(offsets).isEqualTo(scale.randomOffsets());
  }
}
