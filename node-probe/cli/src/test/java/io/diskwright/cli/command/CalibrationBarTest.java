package io.diskwright.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class CalibrationBarTest {
  @Test
  void shouldSayWhatOfHowManyAndHowLong() {
    assertThat(CalibrationBar.line("raw", 18, 36, Duration.ofSeconds(71)))
        .isEqualTo("measuring [###############---------------] 19 of 36, 71 s left: raw");
    assertThat(CalibrationBar.line("raw", 0, 1, Duration.ZERO))
        .isEqualTo("measuring [------------------------------] 1 of 1, 1 s left: raw");
  }
}
