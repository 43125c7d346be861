package io.diskwright.agent;

import io.diskwright.api.v1alpha1.DiskAllocation;
import io.diskwright.image.Progress;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes how far an image is, once a second, from its second second on; stops withdrawn work. */
final class ProgressReport implements Progress {
  private static final Logger log = LoggerFactory.getLogger(ProgressReport.class);
  private static final Duration PERIOD = Duration.ofSeconds(1);

  private final DiskAllocation order;
  private final OrderStatus statuses;
  private final NodeApi api;
  private final BooleanSupplier withdrawn;
  private final Clock clock;
  private Instant last;

  ProgressReport(
      DiskAllocation order,
      OrderStatus statuses,
      NodeApi api,
      BooleanSupplier withdrawn,
      Clock clock) {
    this.order = order;
    this.statuses = statuses;
    this.api = api;
    this.withdrawn = withdrawn;
    this.clock = clock;
    this.last = clock.instant();
  }

  @Override
  public boolean report(String phase, long done, long total) {
    Instant now = clock.instant();
    if (!now.isBefore(last.plus(PERIOD))) {
      last = now;
      try {
        api.report(order, statuses.inProgress(order, phase, done, total));
      } catch (KubernetesClientException e) {
        // The work matters more than the word of it.
        log.atWarn()
            .setMessage("Could not report progress")
            .addKeyValue("uid", order.getMetadata().getName())
            .addKeyValue("error", e.getMessage())
            .log();
      }
    }
    return !withdrawn.getAsBoolean();
  }
}
