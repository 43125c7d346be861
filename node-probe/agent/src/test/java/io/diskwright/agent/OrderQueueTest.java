package io.diskwright.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class OrderQueueTest {
  @Test
  void shouldWorkOnOneOrderByOneWorkerAtATimeAndAgainWhenItChanged() {
    CountDownLatch started = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    AtomicInteger inside = new AtomicInteger();
    List<Integer> together = new CopyOnWriteArrayList<>();
    try (OrderQueue queue =
        new OrderQueue(
            4,
            key -> {
              together.add(inside.incrementAndGet());
              started.countDown();
              waitFor(go);
              inside.decrementAndGet();
              return true;
            })) {
      queue.submit("a");
      waitFor(started);
      queue.submit("a");
      queue.submit("a");
      assertThat(queue.depth()).isEqualTo(1);

      go.countDown();

      await().untilAsserted(() -> assertThat(queue.depth()).isZero());
      assertThat(together).containsExactly(1, 1);
    }
  }

  @Test
  void shouldWorkOnNoMoreOrdersAtATimeThanThereAreWorkers() {
    CountDownLatch go = new CountDownLatch(1);
    AtomicInteger inside = new AtomicInteger();
    try (OrderQueue queue =
        new OrderQueue(
            2,
            key -> {
              inside.incrementAndGet();
              waitFor(go);
              return true;
            })) {
      List.of("a", "b", "c", "d").forEach(queue::submit);
      await().untilAsserted(() -> assertThat(inside).hasValue(2));
      await().during(Duration.ofMillis(100)).until(() -> inside.get() == 2);

      go.countDown();

      await().untilAsserted(() -> assertThat(inside).hasValue(4));
    }
  }

  @Test
  void shouldTryAgainWhatFailedAndWhatThrew() {
    AtomicInteger tries = new AtomicInteger();
    try (OrderQueue queue =
        new OrderQueue(
            1,
            key -> {
              if (tries.incrementAndGet() == 1) {
                throw new IllegalStateException("the API server is away");
              }
              return true;
            })) {
      queue.submit("a");

      await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> assertThat(tries).hasValue(2));
    }
  }

  private static void waitFor(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
