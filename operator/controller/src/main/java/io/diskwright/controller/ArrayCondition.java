package io.diskwright.controller;

import io.diskwright.api.v1alpha1.ArrayStatus;
import io.diskwright.api.v1alpha1.ConditionTypes;
import io.diskwright.api.v1alpha1.Conditions;
import io.diskwright.api.v1alpha1.Conditions.ConditionStatus;
import io.diskwright.api.v1alpha1.Reasons.ArraysReachable;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The condition ArraysReachable of a pool; pure. */
final class ArrayCondition {
  private static final int NAMED = 3;

  private ArrayCondition() {}

  /** {@code before} with the condition; without it when there are no arrays. */
  static List<Condition> in(
      List<Condition> before,
      List<ArrayStatus> arrays,
      Conditions conditions,
      @Nullable Long generation) {
    if (arrays.isEmpty()) {
      return before.stream()
          .filter(condition -> !ConditionTypes.ARRAYS_REACHABLE.equals(condition.getType()))
          .toList();
    }
    List<ArrayStatus> failed =
        arrays.stream().filter(a -> !is(a, ArraysReachable.Answered)).toList();
    Optional<ArrayStatus> first =
        failed.stream().filter(a -> !is(a, ArraysReachable.NotAsked)).findFirst();
    ConditionStatus status = ConditionStatus.True;
    ArraysReachable reason = ArraysReachable.Answered;
    String message = "%d arrays answer.".formatted(arrays.size());
    if (first.isPresent()) {
      status = ConditionStatus.False;
      reason = first.get().reason();
      message = said(failed);
    } else if (!failed.isEmpty()) {
      status = ConditionStatus.Unknown;
      reason = ArraysReachable.NotAsked;
      message = "%d of %d arrays not asked yet.".formatted(failed.size(), arrays.size());
    }
    return conditions.set(
        before, ConditionTypes.ARRAYS_REACHABLE, status, reason.name(), message, generation);
  }

  private static String said(List<ArrayStatus> failed) {
    String said =
        failed.stream()
            .filter(array -> array.message() != null)
            .limit(NAMED)
            .map(
                array ->
                    array.message()
                        + (array.capabilities().isEmpty() ? "" : "; its last answer still holds"))
            .collect(Collectors.joining("; "));
    return failed.size() > NAMED ? said + "; and others" : said;
  }

  private static boolean is(ArrayStatus array, ArraysReachable reason) {
    return array.reason() == reason;
  }
}
