package io.diskwright.controller;

import io.diskwright.api.v1alpha1.ConditionTypes;
import io.diskwright.api.v1alpha1.Conditions;
import io.diskwright.api.v1alpha1.Reasons;
import io.diskwright.api.v1alpha1.StoragePool;
import io.diskwright.api.v1alpha1.VmDiskImage;
import io.fabric8.kubernetes.api.model.Condition;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** How images and pools stand, as gauges; images are counted, not named. */
final class ClusterMetrics {
  private static final String DELETING = "Deleting";
  private static final String OTHER = "Other";

  /** Images in these are on their way; what is in any other needs nothing, or somebody. */
  private static final Set<String> ON_THE_WAY =
      Set.of("Pending", Reasons.Allocated.InProgress.name(), DELETING);

  private static final Set<String> KNOWN = known();

  private final Clock clock;
  private final MultiGauge images;
  private final MultiGauge pools;
  private volatile double oldestSeconds;

  ClusterMetrics(MeterRegistry registry, Clock clock) {
    this.clock = clock;
    images =
        MultiGauge.builder("diskwright.images")
            .description("Images by the reason of their condition Ready")
            .register(registry);
    pools =
        MultiGauge.builder("diskwright.pool.condition")
            .description("1 where the condition is True, 0 False, -1 Unknown")
            .register(registry);
    Gauge.builder("diskwright.images.oldest.pending", () -> oldestSeconds)
        .description("How long the image has been on its way that has been so for longest")
        .baseUnit("seconds")
        .register(registry);
  }

  /** Shows these. */
  void show(Stream<VmDiskImage> allImages, Collection<StoragePool> allPools) {
    Instant now = clock.instant();
    Map<String, Integer> byReason = new TreeMap<>();
    KNOWN.forEach(reason -> byReason.put(reason, 0));
    double[] oldest = {0};
    allImages.forEach(
        image -> {
          Condition ready =
              image.getStatus() == null
                  ? null
                  : Conditions.find(image.getStatus().conditions(), ConditionTypes.READY);
          String reason = reason(image, ready);
          byReason.merge(KNOWN.contains(reason) ? reason : OTHER, 1, Integer::sum);
          if (ON_THE_WAY.contains(reason)) {
            oldest[0] =
                Math.max(oldest[0], Duration.between(since(image, ready, now), now).toSeconds());
          }
        });
    oldestSeconds = oldest[0];
    List<MultiGauge.Row<?>> counts = new ArrayList<>();
    byReason.forEach((reason, n) -> counts.add(MultiGauge.Row.of(Tags.of("reason", reason), n)));
    images.register(counts, true);
    showPools(allPools);
  }

  private void showPools(Collection<StoragePool> allPools) {
    List<MultiGauge.Row<?>> rows = new ArrayList<>();
    for (StoragePool pool : allPools) {
      List<Condition> conditions = pool.getStatus() == null ? null : pool.getStatus().conditions();
      for (Condition one : Objects.requireNonNullElse(conditions, List.<Condition>of())) {
        Tags tags =
            Tags.of(
                "pool",
                pool.getMetadata().getName(),
                "type",
                one.getType(),
                "reason",
                one.getReason());
        rows.add(MultiGauge.Row.of(tags, value(one)));
      }
    }
    pools.register(rows, true);
  }

  private static int value(Condition condition) {
    return switch (condition.getStatus()) {
      case "True" -> 1;
      case "False" -> 0;
      default -> -1;
    };
  }

  private static String reason(VmDiskImage image, @Nullable Condition ready) {
    if (image.getMetadata().getDeletionTimestamp() != null) {
      return DELETING;
    }
    return ready == null ? "Pending" : ready.getReason();
  }

  private static Instant since(VmDiskImage image, @Nullable Condition ready, Instant now) {
    String deleted = image.getMetadata().getDeletionTimestamp();
    String since =
        deleted != null
            ? deleted
            : ready == null
                ? image.getMetadata().getCreationTimestamp()
                : ready.getLastTransitionTime();
    return since == null ? now : Instant.parse(since);
  }

  private static Set<String> known() {
    Set<String> known = new TreeSet<>(List.of("Pending", "PlanOnly", "Ready", DELETING, OTHER));
    Stream.of(Reasons.Accepted.values(), Reasons.Planned.values(), Reasons.Allocated.values())
        .flatMap(Arrays::stream)
        .forEach(reason -> known.add(((Enum<?>) reason).name()));
    return Set.copyOf(known);
  }
}
