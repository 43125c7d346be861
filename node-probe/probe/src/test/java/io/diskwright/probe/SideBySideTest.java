package io.diskwright.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 60, unit = TimeUnit.SECONDS)
class SideBySideTest {
  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void shouldAnswerInOrderHoweverLongEachTakes() {
    CountDownLatch last = new CountDownLatch(1);
    List<Integer> answers =
        new SideBySide(2)
            .map(
                List.of(1, 2, 3),
                one -> {
                  if (one == 3) {
                    last.countDown();
                  } else if (one == 1) {
                    await(last);
                  }
                  return one * 10;
                });
    assertThat(answers).containsExactly(10, 20, 30);
  }

  @Test
  void shouldHandOverWhatIsDoneBeforeWhatIsNot() {
    CountDownLatch seen = new CountDownLatch(1);
    List<Set<String>> batches = new ArrayList<>();
    new SideBySide(3, Duration.ofMillis(200))
        .each(
            List.of("dead", "a", "b"),
            one -> {
              if (one.equals("dead")) {
                await(seen); // as long as nothing was handed over
              }
              return one;
            },
            done -> {
              batches.add(Set.copyOf(done.keySet()));
              seen.countDown();
            });
    assertThat(batches.getLast()).containsExactly("dead");
    assertThat(batches.stream().flatMap(Set::stream)).containsExactlyInAnyOrder("a", "b", "dead");
  }

  @Test
  void shouldUseSoManyThreadsAtOnceAndNoMore() {
    CyclicBarrier three = new CyclicBarrier(3);
    Set<Thread> threads = ConcurrentHashMap.newKeySet();
    new SideBySide(3)
        .map(
            IntStream.range(0, 30).boxed().toList(),
            one -> {
              threads.add(Thread.currentThread());
              try {
                return three.await();
              } catch (Exception e) {
                throw new AssertionError(e);
              }
            });
    assertThat(threads).hasSize(3).allMatch(Thread::isDaemon);
  }

  @Test
  void shouldFailAsTheWorkFails() {
    assertThatThrownBy(
            () ->
                new SideBySide(2)
                    .map(
                        List.of(1, 2),
                        one -> {
                          throw new IllegalArgumentException("no");
                        }))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
