package io.diskwright.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 60, unit = TimeUnit.SECONDS)
class TimeLimitedTest {
  private final TimeLimited limited = new TimeLimited(Duration.ofMillis(100));
  private final TimeLimited patient = new TimeLimited(Duration.ofSeconds(50));

  @Test
  void shouldHandOnWhatComesBack() throws Exception {
    assertThat(patient.<String, IOException>call("/a", "stat", () -> "answer")).isEqualTo("answer");
    assertThatThrownBy(
            () ->
                patient.call(
                    "/a",
                    "stat",
                    () -> {
                      throw new IOException("checked");
                    }))
        .isInstanceOf(IOException.class);
    assertThatThrownBy(
            () ->
                patient.call(
                    "/a",
                    "stat",
                    () -> {
                      throw new IllegalStateException("unchecked");
                    }))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void shouldLeaveNoSecondThreadToATargetThatHangs() throws Exception {
    CountDownLatch released = new CountDownLatch(1);
    CountDownLatch ended = new CountDownLatch(1);
    AtomicInteger begun = new AtomicInteger();
    TimeLimited.Work<Integer, InterruptedException> hanging =
        () -> {
          begun.incrementAndGet();
          released.await();
          ended.countDown();
          return 1;
        };

    for (int i = 0; i < 20; i++) {
      assertThatThrownBy(() -> limited.call("/dead", "mkdir", hanging))
          .isInstanceOf(HangException.class)
          .hasMessageStartingWith("mkdir of /dead has not come back after 0.1 s; see in dmesg");
    }
    assertThat(begun).hasValue(1);
    assertThatThrownBy(() -> limited.call("/dead", "another call", () -> 2))
        .isInstanceOf(HangException.class)
        .hasMessageStartingWith("mkdir of /dead");

    released.countDown();
    ended.await();
    while (true) { // until the thread that came back has said so
      try {
        assertThat(limited.<Integer, IOException>call("/dead", "mkdir", () -> 3)).isEqualTo(3);
        return;
      } catch (HangException e) {
        Thread.onSpinWait();
      }
    }
  }

  @Test
  void shouldNotForgetAHangWhenInterrupted() throws Exception {
    CountDownLatch released = new CountDownLatch(1);
    Thread.currentThread().interrupt();
    assertThatThrownBy(
            () ->
                patient.call(
                    "/dead",
                    "stat",
                    () -> {
                      released.await();
                      return 1;
                    }))
        .isInstanceOf(HangException.class);
    assertThat(Thread.interrupted()).isTrue();
    assertThatThrownBy(() -> patient.call("/dead", "stat", () -> 1))
        .isInstanceOf(HangException.class);
    released.countDown();
  }
}
