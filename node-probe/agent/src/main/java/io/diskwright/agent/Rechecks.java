package io.diskwright.agent;

import io.diskwright.api.v1alpha1.Annotations;
import io.diskwright.api.v1alpha1.DiskAllocation;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** When each finished image was looked at last, and whether it is time to look again. */
final class Rechecks {
  private final Map<String, Look> looks = new ConcurrentHashMap<>();
  private final Clock clock;

  private record Look(Instant at, @Nullable String asked) {}

  Rechecks(Clock clock) {
    this.clock = clock;
  }

  /**
   * Whether the image of {@code order} is to be looked at now: it never was, the last time is
   * {@code every} ago, the order has changed since it was reported, or somebody asked.
   */
  boolean isDue(DiskAllocation order, Duration every) {
    Look last = looks.get(order.getMetadata().getName());
    return last == null
        || !last.at.plus(every).isAfter(clock.instant())
        || !Objects.equals(last.asked, asked(order))
        || !Objects.equals(
            order.getStatus().observedGeneration(), order.getMetadata().getGeneration());
  }

  /** Whether somebody has asked since the last look. */
  boolean isAsked(DiskAllocation order) {
    Look last = looks.get(order.getMetadata().getName());
    return last != null && !Objects.equals(last.asked, asked(order));
  }

  /** It was looked at just now. */
  void looked(DiskAllocation order) {
    looks.put(order.getMetadata().getName(), new Look(clock.instant(), asked(order)));
  }

  /** Nothing is known of the order {@code uid} any more. */
  void forget(String uid) {
    looks.remove(uid);
  }

  private static @Nullable String asked(DiskAllocation order) {
    Map<String, String> annotations = order.getMetadata().getAnnotations();
    return annotations == null ? null : annotations.get(Annotations.VERIFY);
  }
}
