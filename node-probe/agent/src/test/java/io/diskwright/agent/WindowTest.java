package io.diskwright.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.diskwright.api.v1alpha1.CalibrationSpec;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class WindowTest {
  private static Window window(String from, String until) {
    return Window.of(new CalibrationSpec(from, until, null)).orElseThrow();
  }

  @ParameterizedTest
  @CsvSource({
    "02:00, 04:00, 2026-01-01T01:59:59Z, ''",
    "02:00, 04:00, 2026-01-01T02:00:00Z, 2026-01-01T04:00:00Z",
    "02:00, 04:00, 2026-01-01T03:59:59Z, 2026-01-01T04:00:00Z",
    "02:00, 04:00, 2026-01-01T04:00:00Z, ''",
    "22:30, 01:00, 2026-01-01T22:29:00Z, ''",
    "22:30, 01:00, 2026-01-01T23:00:00Z, 2026-01-02T01:00:00Z",
    "22:30, 01:00, 2026-01-02T00:59:00Z, 2026-01-02T01:00:00Z",
    "22:30, 01:00, 2026-01-02T01:00:00Z, ''",
    "22:30, 00:00, 2026-12-31T23:00:00Z, 2027-01-01T00:00:00Z"
  })
  void shouldTellWhenItEndsWhenInIt(String from, String until, Instant now, String end) {
    assertThat(window(from, until).end(now).map(Instant::toString).orElse("")).isEqualTo(end);
  }

  @Test
  void shouldBeNoneWhenItIsNoneOrCannotBeRead() {
    assertThat(Window.of(new CalibrationSpec("02:00", "02:00", null))).isEmpty();
    assertThat(Window.of(new CalibrationSpec("02:00", "later", null))).isEmpty();
  }
}
