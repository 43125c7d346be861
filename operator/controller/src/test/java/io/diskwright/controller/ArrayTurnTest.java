package io.diskwright.controller;

import static org.assertj.core.api.Assertions.assertThat;

import io.diskwright.api.v1alpha1.ArrayStatus;
import io.diskwright.api.v1alpha1.Reasons.ArraysReachable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ArrayTurnTest {
  private static final long NOW = 1_000_000_000_000L;

  private final ArrayTurn turn = new ArrayTurn(Fixtures.array("gold"), null, NOW);

  @Test
  void shouldBeDueAtOnceAndThenEveryInterval() {
    assertThat(turn.status().reason()).isEqualTo(ArraysReachable.NotAsked);
    assertThat(turn.isDue("1", NOW)).isTrue();

    assertThat(turn.asked("1", status(ArraysReachable.Answered), NOW)).isTrue();
    assertThat(turn.asked("1", status(ArraysReachable.Answered), NOW)).isFalse();

    assertThat(turn.rest(NOW)).isEqualTo(Duration.ofSeconds(600));
    assertThat(turn.isDue("1", NOW + Duration.ofSeconds(599).toNanos())).isFalse();
    assertThat(turn.isDue("1", NOW + Duration.ofSeconds(600).toNanos())).isTrue();
  }

  @Test
  void shouldBeDueAtOnceWhenTheSecretHasChanged() {
    turn.asked("1", status(ArraysReachable.Unauthorized), NOW);

    assertThat(turn.isDue("1", NOW)).isFalse();
    assertThat(turn.isDue("2", NOW)).isTrue();
  }

  @Test
  void shouldAskAgainSoonAndThenLessAndLess() {
    assertThat(pauses(ArraysReachable.Unreachable, 9))
        .containsExactly(30L, 60L, 120L, 240L, 480L, 960L, 1920L, 3600L, 3600L);
    turn.asked("1", status(ArraysReachable.Answered), NOW);
    assertThat(pauses(ArraysReachable.TlsFailed, 1)).containsExactly(30L);
  }

  @Test
  void shouldNotTryAPasswordThatIsWrongAgainAndAgain() {
    assertThat(pauses(ArraysReachable.Unauthorized, 7))
        .containsExactly(600L, 600L, 600L, 600L, 600L, 960L, 1920L);
  }

  private List<Long> pauses(ArraysReachable reason, int times) {
    List<Long> pauses = new ArrayList<>();
    for (int i = 0; i < times; i++) {
      turn.asked("1", status(reason), NOW);
      pauses.add(turn.rest(NOW).toSeconds());
    }
    return pauses;
  }

  private static ArrayStatus status(ArraysReachable reason) {
    return new ArrayStatus("gold", reason, null, null, List.of());
  }
}
