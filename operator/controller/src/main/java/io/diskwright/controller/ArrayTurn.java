package io.diskwright.controller;

import io.diskwright.api.v1alpha1.ArraySpec;
import io.diskwright.api.v1alpha1.ArrayStatus;
import io.diskwright.api.v1alpha1.Reasons.ArraysReachable;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What is known of one array of one pool, and when it is asked next. */
final class ArrayTurn {
  /** The wait after a first failure; doubled with each more. */
  private static final Duration FIRST_RETRY = Duration.ofSeconds(30);

  private static final Duration LAST_RETRY = Duration.ofHours(1);

  private final ArraySpec spec;
  private volatile ArrayStatus status;
  private @Nullable String secretVersion;
  private int failures;
  private long dueAt;

  /**
   * Knows what was known before.
   *
   * @param now nanoseconds, of any clock that does not jump
   */
  ArrayTurn(ArraySpec spec, @Nullable ArrayStatus before, long now) {
    this.spec = spec;
    this.status =
        before == null
            ? new ArrayStatus(spec.name(), ArraysReachable.NotAsked, null, null, List.of())
            : before;
    this.dueAt = now;
  }

  ArraySpec spec() {
    return spec;
  }

  ArrayStatus status() {
    return status;
  }

  /** Whether it must be asked: its time has come, or it lets us in otherwise than before. */
  boolean isDue(@Nullable String version, long now) {
    return now - dueAt >= 0 || !Objects.equals(version, secretVersion);
  }

  /** Takes note of how it went, and of when to ask again; whether the status is another now. */
  boolean asked(@Nullable String version, ArrayStatus after, long now) {
    secretVersion = version;
    failures = after.reason() == ArraysReachable.Answered ? 0 : Math.min(failures + 1, 20);
    dueAt = now + pause(after.reason()).toNanos();
    boolean changed = !after.equals(status);
    status = after;
    return changed;
  }

  /** Time until it is due by itself. */
  Duration rest(long now) {
    return Duration.ofNanos(Math.max(0, dueAt - now));
  }

  private Duration pause(ArraysReachable reason) {
    Integer seconds = spec.intervalSeconds();
    Duration interval = Duration.ofSeconds(seconds == null ? ArraySpec.DEFAULT_INTERVAL : seconds);
    if (failures == 0) {
      return interval;
    }
    Duration retry = FIRST_RETRY.multipliedBy(1L << Math.min(failures - 1, 10));
    retry = retry.compareTo(LAST_RETRY) > 0 ? LAST_RETRY : retry;
    // Wrong passwords, tried again and again, lock accounts.
    boolean patient = reason == ArraysReachable.Unauthorized;
    return patient && retry.compareTo(interval) < 0 ? interval : retry;
  }
}
