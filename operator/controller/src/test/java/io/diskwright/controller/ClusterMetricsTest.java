package io.diskwright.controller;

import static org.assertj.core.api.Assertions.assertThat;

import io.diskwright.api.v1alpha1.ConditionTypes;
import io.diskwright.api.v1alpha1.Conditions.ConditionStatus;
import io.diskwright.api.v1alpha1.StoragePool;
import io.diskwright.api.v1alpha1.StoragePoolStatus;
import io.diskwright.api.v1alpha1.VmDiskImage;
import io.diskwright.api.v1alpha1.VmDiskImageStatus;
import io.fabric8.kubernetes.api.model.Condition;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class ClusterMetricsTest {
  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final ClusterMetrics metrics =
      new ClusterMetrics(registry, Clock.offset(Fixtures.NOON, Duration.ofMinutes(2)));

  @Test
  void shouldCountImagesByWhatTheyAre() {
    VmDiskImage leaving = image("leaving", ConditionStatus.True, "Ready");
    leaving.getMetadata().setDeletionTimestamp("2026-01-01T12:01:30Z");

    metrics.show(
        Stream.of(
            image("a", ConditionStatus.True, "Ready"),
            image("b", ConditionStatus.True, "Ready"),
            image("c", ConditionStatus.False, "Drifted"),
            image("d", ConditionStatus.False, "SomethingNew"),
            Fixtures.image("e", "1Gi"),
            leaving),
        List.of());

    assertThat(registry.scrape())
        .contains("diskwright_images{reason=\"Ready\"} 2.0\n")
        .contains("diskwright_images{reason=\"Drifted\"} 1.0\n")
        .contains("diskwright_images{reason=\"Other\"} 1.0\n")
        .contains("diskwright_images{reason=\"Pending\"} 1.0\n")
        .contains("diskwright_images{reason=\"Deleting\"} 1.0\n")
        .contains("diskwright_images{reason=\"NodeLost\"} 0.0\n");
  }

  @Test
  void shouldTellHowLongTheOldestHasBeenOnItsWay() {
    VmDiskImage leaving = image("leaving", ConditionStatus.True, "Ready");
    leaving.getMetadata().setDeletionTimestamp("2026-01-01T12:01:30Z");

    metrics.show(Stream.of(leaving, image("full", ConditionStatus.False, "NoDevice")), List.of());
    assertThat(registry.scrape()).contains("diskwright_images_oldest_pending_seconds 30.0\n");

    metrics.show(Stream.of(leaving, image("made", ConditionStatus.False, "InProgress")), List.of());
    assertThat(registry.scrape()).contains("diskwright_images_oldest_pending_seconds 120.0\n");

    metrics.show(Stream.empty(), List.of());
    assertThat(registry.scrape()).contains("diskwright_images_oldest_pending_seconds 0.0\n");
  }

  @Test
  void shouldForgetWhatIsGone() {
    StoragePool pool = Fixtures.pool("gold");
    pool.setStatus(
        new StoragePoolStatus(
            1L, 0, 0, 0L, 0L, conditions(ConditionStatus.Unknown, "NotAsked"), null));

    metrics.show(Stream.empty(), List.of(pool));
    assertThat(registry.scrape())
        .contains(
            "diskwright_pool_condition{pool=\"gold\",reason=\"NotAsked\",type=\"Ready\"} -1.0");

    metrics.show(Stream.empty(), List.of());
    assertThat(registry.scrape()).doesNotContain("gold");
  }

  @Test
  void shouldKeepTheNumberOfSeriesSmallHoweverManyImages() {
    metrics.show(
        IntStream.range(0, 5000)
            .mapToObj(at -> image("i" + at, ConditionStatus.False, "Reason" + at)),
        List.of());

    assertThat(registry.scrape().lines().filter(line -> line.startsWith("diskwright_images{")))
        .hasSizeLessThan(25);
  }

  private static VmDiskImage image(String name, ConditionStatus status, String reason) {
    VmDiskImage image = Fixtures.image(name, "1Gi");
    image.setStatus(new VmDiskImageStatus(1L, null, null, null, conditions(status, reason)));
    return image;
  }

  private static List<Condition> conditions(ConditionStatus status, String reason) {
    return Fixtures.CONDITIONS.set(null, ConditionTypes.READY, status, reason, "", 1L);
  }
}
