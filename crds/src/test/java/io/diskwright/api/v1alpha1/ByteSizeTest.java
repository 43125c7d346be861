package io.diskwright.api.v1alpha1;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.Quantity;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ByteSizeTest {
  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "1, 1",
    "512, 512",
    "1073741824, 1073741824",
    "1.5Gi, 1610612736",
    "40Gi, 42949672960",
    "0.5Ki, 512",
    "100M, 100000000",
    "1k, 1000",
    "1e3, 1000",
    "12.5E2, 1250",
    "1000m, 1",
    "+1Ki, 1024",
    "64Pi, 72057594037927936",
  })
  void shouldTellBytesExactly(String text, long bytes) {
    assertThat(ByteSize.parse(new Quantity(text))).isEqualTo(bytes);
  }

  @ParameterizedTest
  @CsvSource({
    "1.5, is not a whole number of bytes",
    "0.1Ki, is not a whole number of bytes",
    "3m, is not a whole number of bytes",
    "1e-999, is not a whole number of bytes",
    "-1, is below zero",
    "-40Gi, is below zero",
    "9Ei, is more than 64Pi",
    "65Pi, is more than 64Pi",
    "72057594037927937, is more than 64Pi",
    "1e999, is more than 64Pi",
    "1e9999, is not a size",
    "abc, is not a size",
    "1.5 bytes, is not a size",
    "1K, is not a size",
    "40GB, is not a size",
    "40 Gi, is not a size",
    "0x10, is not a size",
    "1_000, is not a size",
    "1Ki1, is not a size",
    "., is not a size",
  })
  void shouldSayWhatIsWrong(String text, String message) {
    assertThatThrownBy(() -> ByteSize.parse(new Quantity(text)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith('"' + text + '"')
        .hasMessageContaining(message)
        .hasMessageContaining("write a");
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "1, 1",
    "1023, 1023",
    "1024, 1Ki",
    "1536, 1536",
    "1610612736, 1536Mi",
    "42949672960, 40Gi",
    "72057594037927936, 64Pi",
  })
  void shouldWriteTheLargestUnitThatIsExact(long bytes, String text) {
    assertThat(ByteSize.of(bytes)).hasToString(text);
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 511, 512, 513, 100_000_000, ByteSize.MAX})
  void shouldRoundUpToSectors(long bytes) {
    long rounded = ByteSize.toSectors(bytes);

    assertThat(rounded % ByteSize.SECTOR).isZero();
    assertThat(rounded - bytes).isBetween(0L, 511L);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "1023, 1023",
    "1024, 1Ki",
    "1535, 1.4Ki",
    "104857599, 99.9Mi",
    "107374182399, 99.9Gi",
    "107374182400, 100Gi",
    "1099511627775, 1023Gi",
    "1099511627776, 1Ti",
    "9223372036854775807, 7.9Ei"
  })
  void shouldRoundDownForPeople(long bytes, String text) {
    // When
    String rounded = ByteSize.rounded(bytes);

    // Then
    assertThat(rounded).isEqualTo(text);
    assertThat(new Quantity(rounded).getNumericalAmount().longValue()).isLessThanOrEqualTo(bytes);
  }
}
