package io.diskwright.planner;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class FormatSizesTest {
  /** As "fully allocated size" of qemu-img 7.2 measure -O qcow2 --size ... -o ... */
  @ParameterizedTest
  @CsvSource({
    "42949672960, 65536, off, 42956488704",
    "42949672960, 131072, on, 42956095488",
    "1073741824, 16384, off, 1074462720",
    "7516192768, 2097152, off, 7526678528"
  })
  void shouldAgreeWithQemuImgMeasure(long size, String cluster, String extended, long expected) {
    Shape shape =
        new Shape(
            AllocationPolicy.Thin,
            ImageFormat.qcow2,
            Options.of(Options.CLUSTER_SIZE, cluster, Options.EXTENDED_L2, extended));

    assertThat(FormatSizes.maximum(shape, size)).isEqualTo(expected);
  }

  /** The largest size qemu-img 7.2 create accepts and the smallest it refuses, in GiB. */
  @ParameterizedTest
  @CsvSource({"vpc, 2040, 2041", "vhdx, 65536, 66560", "qed, 65536, 66560", "vdi, 512000, 1024000"})
  void shouldHoldWhatQemuImgAccepts(ImageFormat format, long accepted, long refused) {
    long limit = FormatSizes.limit(format, Options.of());

    assertThat(limit).isBetween(accepted * Devices.GIB, refused * Devices.GIB - 1);
  }
}
