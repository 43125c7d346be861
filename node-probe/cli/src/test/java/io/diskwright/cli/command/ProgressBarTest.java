package io.diskwright.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class ProgressBarTest {
  private static final long SECOND = 1_000_000_000L;

  private final StringWriter out = new StringWriter();
  private final AtomicLong time = new AtomicLong();
  private final ProgressBar bar =
      new ProgressBar(new PrintWriter(out), "default/x", time::get, Stop.never());

  @Test
  void shouldStayQuietWhenWorkIsShort() {
    // When
    time.set(SECOND);
    boolean goOn = bar.report("writing zeroes", 1, 2);
    bar.close();

    // Then
    assertThat(goOn).isTrue();
    assertThat(out.toString()).isEmpty();
  }

  @Test
  void shouldDrawAndWipeWhenWorkIsLong() {
    // When
    time.set(3 * SECOND);
    bar.report("writing zeroes", 1L << 30, 4L << 30);

    // Then
    assertThat(out.toString())
        .contains("default/x: writing zeroes [#######---", "1 GiB of 4 GiB, 341 MiB/s, 9 s left");

    // When
    out.getBuffer().setLength(0);
    bar.close();

    // Then
    assertThat(out.toString()).isBlank();
  }

  @Test
  void shouldNotFlickerWhenReportsCrowd() {
    // Given
    time.set(3 * SECOND);
    bar.report("writing zeroes", 1, 4);
    int drawn = out.toString().length();

    // When
    time.addAndGet(1000);
    bar.report("writing zeroes", 2, 4);

    // Then
    assertThat(out.toString()).hasSize(drawn);
  }
}
