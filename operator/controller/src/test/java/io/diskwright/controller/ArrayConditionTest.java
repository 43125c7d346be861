package io.diskwright.controller;

import static org.assertj.core.api.Assertions.assertThat;

import io.diskwright.api.v1alpha1.ArrayStatus;
import io.diskwright.api.v1alpha1.Conditions;
import io.diskwright.api.v1alpha1.Reasons.ArraysReachable;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ArrayConditionTest {
  private static final Conditions CONDITIONS = Fixtures.CONDITIONS;

  @ParameterizedTest
  @CsvSource({
    "Answered, True, Answered, 1 arrays answer.",
    "Answered Answered, True, Answered, 2 arrays answer.",
    "Answered NotAsked, Unknown, NotAsked, 1 of 2 arrays not asked yet.",
    "NotAsked TlsFailed Unreachable, False, TlsFailed, said 1; said 2",
    "SecretMissing, False, SecretMissing, said 0"
  })
  void shouldSumUpTheArrays(String reasons, String status, String reason, String message) {
    Condition condition = ArrayCondition.in(List.of(), arrays(reasons), CONDITIONS, 1L).getFirst();

    assertThat(condition.getType()).isEqualTo("ArraysReachable");
    assertThat(condition.getStatus()).isEqualTo(status);
    assertThat(condition.getReason()).isEqualTo(reason);
    assertThat(condition.getMessage()).isEqualTo(message);
  }

  @Test
  void shouldSayNothingWhenThereAreNoArraysAnyMore() {
    List<Condition> before = ArrayCondition.in(List.of(), arrays("Answered"), CONDITIONS, 1L);

    assertThat(ArrayCondition.in(before, List.of(), CONDITIONS, 2L)).isEmpty();
  }

  private static List<ArrayStatus> arrays(String reasons) {
    int[] count = {0};
    return Stream.of(reasons.split(" "))
        .map(ArraysReachable::valueOf)
        .map(
            reason -> {
              int number = count[0]++;
              boolean failed =
                  reason != ArraysReachable.Answered && reason != ArraysReachable.NotAsked;
              return new ArrayStatus(
                  "a" + number, reason, failed ? "said " + number : null, null, List.of());
            })
        .toList();
  }
}
