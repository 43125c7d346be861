package io.diskwright.agent;

import static io.diskwright.agent.Fakes.GIB;
import static io.diskwright.agent.Fakes.POOL;
import static org.assertj.core.api.Assertions.assertThat;

import io.diskwright.api.v1alpha1.ConditionTypes;
import io.diskwright.api.v1alpha1.Conditions;
import io.diskwright.api.v1alpha1.Conditions.ConditionStatus;
import io.diskwright.api.v1alpha1.StorageDevice;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.List;
import org.junit.jupiter.api.Test;

final class DeviceMetricsTest {
  private static final String NAME = "node-a-00000001";
  private static final String LABELS = "device=\"" + NAME + "\"";

  private final Fakes.StandingClock clock = new Fakes.StandingClock();
  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final DeviceMetrics metrics = new DeviceMetrics(registry);

  @Test
  void shouldShowWhatIsPublished() {
    metrics.show(List.of(Fakes.device(NAME, POOL, 50 * GIB, clock)));

    assertThat(registry.scrape())
        .contains(
            "diskwright_device_total_bytes{"
                + LABELS
                + ",pool=\"default\"} "
                + (double) (100 * GIB))
        .contains(
            "diskwright_device_free_bytes{" + LABELS + ",pool=\"default\"} " + (double) (50 * GIB))
        .contains("diskwright_device_allocatable_bytes{" + LABELS)
        .contains("filesystem=\"ext4\",kind=\"SolidState\"")
        .contains(
            "diskwright_device_condition{"
                + LABELS
                + ",pool=\"default\",reason=\"Ready\",type=\"Ready\"} 1.0");
  }

  @Test
  void shouldForgetWhatIsNotSoAnyMore() {
    StorageDevice device = Fakes.device(NAME, POOL, 50 * GIB, clock);
    metrics.show(List.of(device));
    device.setStatus(
        device
            .getStatus()
            .with(
                new Conditions(clock)
                    .set(null, ConditionTypes.READY, ConditionStatus.False, "NoSpace", "", null)));

    metrics.show(List.of(device));
    assertThat(registry.scrape())
        .contains("reason=\"NoSpace\",type=\"Ready\"} 0.0")
        .doesNotContain("reason=\"Ready\"");

    metrics.show(List.of());
    assertThat(registry.scrape()).doesNotContain(NAME);
  }
}
