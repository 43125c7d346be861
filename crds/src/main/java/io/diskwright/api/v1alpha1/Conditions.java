package io.diskwright.api.v1alpha1;

import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Makes conditions: the transition time moves only when the status does. */
public final class Conditions {
  private final Clock clock;

  /** Tells the time by {@code clock}. */
  public Conditions(Clock clock) {
    this.clock = clock;
  }

  /** {@code before} with the condition {@code type} set; the order of types is kept. */
  public List<Condition> set(
      @Nullable List<Condition> before,
      String type,
      ConditionStatus status,
      String reason,
      String message,
      @Nullable Long generation) {
    List<Condition> after = new ArrayList<>(before == null ? List.of() : before);
    Condition old = find(before, type);
    String since =
        old != null && Objects.equals(old.getStatus(), status.name())
            ? old.getLastTransitionTime()
            : DateTimeFormatter.ISO_INSTANT.format(
                clock.instant().atZone(ZoneOffset.UTC).truncatedTo(ChronoUnit.SECONDS));
    Condition made =
        new ConditionBuilder()
            .withType(type)
            .withStatus(status.name())
            .withReason(reason)
            .withMessage(message)
            .withObservedGeneration(generation)
            .withLastTransitionTime(since)
            .build();
    int at = old == null ? -1 : after.indexOf(old);
    if (at < 0) {
      after.add(made);
    } else {
      after.set(at, made);
    }
    return after;
  }

  /** The condition {@code type}, or null. */
  public static @Nullable Condition find(@Nullable List<Condition> conditions, String type) {
    if (conditions == null) {
      return null;
    }
    return conditions.stream().filter(c -> type.equals(c.getType())).findFirst().orElse(null);
  }

  /** Whether the condition {@code type} is there and True. */
  public static boolean isTrue(@Nullable List<Condition> conditions, String type) {
    Condition found = find(conditions, type);
    return found != null && ConditionStatus.True.name().equals(found.getStatus());
  }

  /** Status of a condition: False means that somebody must act, Unknown that we could not tell. */
  public enum ConditionStatus {
    True,
    False,
    Unknown
  }
}
