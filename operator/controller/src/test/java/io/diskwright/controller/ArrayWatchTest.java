package io.diskwright.controller;

import static org.assertj.core.api.Assertions.assertThat;

import io.diskwright.api.v1alpha1.ArraySpec;
import io.diskwright.api.v1alpha1.ArrayStatus;
import io.diskwright.api.v1alpha1.ConditionTypes;
import io.diskwright.api.v1alpha1.Conditions;
import io.diskwright.api.v1alpha1.DeclaredCapability;
import io.diskwright.api.v1alpha1.EvidenceSource;
import io.diskwright.api.v1alpha1.Reasons.ArraysReachable;
import io.diskwright.api.v1alpha1.StoragePool;
import io.diskwright.api.v1alpha1.StoragePoolStatus;
import io.diskwright.arrays.ArrayAnswer;
import io.diskwright.arrays.ArrayClient;
import io.diskwright.arrays.ArrayException;
import io.diskwright.arrays.Login;
import io.diskwright.planner.Capability;
import io.diskwright.planner.CapabilityState;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class ArrayWatchTest {
  private static final ArrayAnswer ANSWER =
      new ArrayAnswer(
          "/redfish/v1/Storage/1/Volumes/3",
          List.of(
              new DeclaredCapability(
                  Capability.Deduplication,
                  CapabilityState.Present,
                  "inline",
                  EvidenceSource.ArrayApi,
                  "Deduplicated=true")));

  private final BlockingQueue<String> changed = new LinkedBlockingQueue<>();
  private final AtomicInteger asked = new AtomicInteger();
  private final AtomicReference<ArrayClient> client = new AtomicReference<>(query -> ANSWER);
  private final AtomicReference<String> version = new AtomicReference<>("1");
  private final ArrayWatch watch =
      new ArrayWatch(
          name -> new ArraySecrets.Found(version.get(), new Login("u", "p", null)),
          kind ->
              query -> {
                asked.incrementAndGet();
                return client.get().ask(query);
              },
          changed::add);

  @AfterEach
  void stop() {
    watch.close();
  }

  @Test
  void shouldStartNothingWhenAPoolHasNoArrays() {
    Set<Thread> before = Thread.getAllStackTraces().keySet();

    assertThat(watch.of(Fixtures.pool("p"))).isEmpty();

    assertThat(Thread.getAllStackTraces().keySet())
        .filteredOn(thread -> thread.getName().equals("arrays"))
        .isSubsetOf(before);
  }

  @Test
  void shouldTellWhatAnArrayAnswersWithoutBeingWaitedFor() throws Exception {
    // Given
    CountDownLatch answer = new CountDownLatch(1);
    client.set(
        query -> {
          try {
            answer.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          return ANSWER;
        });
    StoragePool pool = Fixtures.pool("p", Fixtures.array("gold"));

    // When
    List<ArrayStatus> first = watch.of(pool);
    answer.countDown();

    // Then
    assertThat(first).extracting(ArrayStatus::reason).containsExactly(ArraysReachable.NotAsked);
    assertThat(changed.take()).isEqualTo("p");
    assertThat(watch.of(pool)).containsExactly(answered("gold"));
    assertThat(asked).hasValue(1);
  }

  @Test
  void shouldKeepTheLastAnswerWhenAnArrayStopsAnswering() throws Exception {
    // Given
    StoragePool pool = Fixtures.pool("p", Fixtures.array("gold"));
    watch.of(pool);
    changed.take();
    client.set(
        query -> {
          throw new ArrayException(ArraysReachable.Unreachable, "array gold: no answer");
        });

    // When: another interval, another login, but the same volume
    StoragePool edited = Fixtures.pool("p", interval("gold", 30));
    watch.of(edited);
    changed.take();

    // Then
    ArrayStatus status = watch.of(edited).getFirst();
    assertThat(status.reason()).isEqualTo(ArraysReachable.Unreachable);
    assertThat(status.capabilities()).isEqualTo(ANSWER.capabilities());
    Condition condition = condition(edited, watch.of(edited));
    assertThat(condition.getStatus()).isEqualTo("False");
    assertThat(condition.getReason()).isEqualTo("Unreachable");
    assertThat(condition.getMessage())
        .isEqualTo("array gold: no answer; its last answer still holds");
  }

  @Test
  void shouldTakeOverWhatTheOperatorBeforeWasTold() {
    client.set(
        query -> {
          throw new ArrayException(ArraysReachable.Unreachable, "no");
        });
    StoragePool pool = Fixtures.pool("p", Fixtures.array("gold"));
    pool.setStatus(new StoragePoolStatus(1L, 0, 0, 0L, 0L, List.of(), List.of(answered("gold"))));

    assertThat(watch.of(pool)).containsExactly(answered("gold"));

    StoragePool other = Fixtures.pool("q", Fixtures.array("gold"));
    other.setStatus(new StoragePoolStatus(0L, 0, 0, 0L, 0L, List.of(), List.of(answered("gold"))));
    assertThat(watch.of(other).getFirst().capabilities()).isEmpty();
  }

  @Test
  void shouldForgetWhatWasSaidOfAnotherVolume() throws Exception {
    watch.of(Fixtures.pool("p", Fixtures.array("gold")));
    changed.take();

    ArraySpec gold = Fixtures.array("gold");
    ArraySpec moved =
        new ArraySpec(
            "gold", gold.kind(), gold.endpoint(), null, "other", null, gold.credentials(), null);
    assertThat(watch.of(Fixtures.pool("p", moved)).getFirst().capabilities()).isEmpty();
  }

  @Test
  void shouldAskNoMoreForAPoolThatIsGone() throws Exception {
    // Given: the only asker is busy with one pool
    CountDownLatch busy = new CountDownLatch(1);
    client.set(
        query -> {
          try {
            busy.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          return ANSWER;
        });
    watch.of(Fixtures.pool("busy", Fixtures.array("gold")));
    watch.of(Fixtures.pool("gone", Fixtures.array("gold")));
    watch.of(Fixtures.pool("last", Fixtures.array("gold")));

    // When
    watch.forget("gone");
    busy.countDown();

    // Then
    assertThat(changed.take()).isEqualTo("busy");
    assertThat(changed.take()).isEqualTo("last");
    assertThat(asked).hasValue(2);
  }

  private Condition condition(StoragePool pool, List<ArrayStatus> arrays) {
    return Objects.requireNonNull(
        Conditions.find(
            PoolStatus.of(pool, List.of(), arrays, Fixtures.CONDITIONS).conditions(),
            ConditionTypes.ARRAYS_REACHABLE));
  }

  private static ArrayStatus answered(String name) {
    return new ArrayStatus(
        name, ArraysReachable.Answered, null, ANSWER.element(), ANSWER.capabilities());
  }

  private static ArraySpec interval(String name, int seconds) {
    ArraySpec array = Fixtures.array(name);
    return new ArraySpec(
        name,
        array.kind(),
        array.endpoint(),
        null,
        array.volume(),
        null,
        array.credentials(),
        seconds);
  }
}
