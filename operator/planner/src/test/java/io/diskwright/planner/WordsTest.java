package io.diskwright.planner;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How numbers read. */
class WordsTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0|0 B|0 bytes (0 B)",
        "1023|1023 B|1,023 bytes (1023 B)",
        "1536|1.5 KiB|1,536 bytes (1.5 KiB)",
        "104857600|100 MiB|104,857,600 bytes (100 MiB)",
        "34359738368|32 GiB|34,359,738,368 bytes (32 GiB)",
        "34896609280|32.5 GiB|34,896,609,280 bytes (32.5 GiB)",
        "-123456|-123456 B|-123,456 bytes (-123456 B)",
        "9223372036854775807|8 EiB|9,223,372,036,854,775,807 bytes (8 EiB)"
      })
  void saysBytes(long bytes, String rounded, String exact) {
    assertEquals(rounded, Words.bytes(bytes));
    assertEquals(exact, Words.exactBytes(bytes));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0.26|0.3",
        "9.94|9.9",
        "10|10",
        "999.4|999",
        "999.6|1,000",
        "16234|16,200",
        "1234567|1,230,000"
      })
  void saysThreeDigits(double value, String said) {
    assertEquals(said, Words.number(value));
  }
}
