package io.diskwright.agent;

import io.diskwright.api.v1alpha1.CalibrationSpec;
import io.diskwright.api.v1alpha1.ConditionTypes;
import io.diskwright.api.v1alpha1.Conditions;
import io.diskwright.api.v1alpha1.DiskAllocation;
import io.diskwright.api.v1alpha1.DiskAllocationStatus;
import io.diskwright.api.v1alpha1.Reasons;
import io.diskwright.api.v1alpha1.StoragePool;
import io.diskwright.image.ImageException;
import io.diskwright.image.calibration.CalibrationWatch;
import io.diskwright.image.calibration.Calibrator;
import io.diskwright.planner.Candidate;
import io.diskwright.probe.ProbeTarget;
import io.fabric8.kubernetes.api.model.Condition;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Measures places whose pools say so, in the window they name, one at a time, and only while there
 * is nothing else to do: an order that comes in stops it at once. What was not measured then is
 * tried again soon; what cannot be measured, in the next window.
 */
final class Calibrations implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Calibrations.class);
  private static final int USUAL_DAYS = 30;

  /** Less than that is left for the next window. */
  private static final Duration SHORTEST = Duration.ofSeconds(30);

  private final Supplier<? extends Collection<StoragePool>> pools;
  private final Supplier<List<Sight>> sights;
  private final BooleanSupplier busy;
  private final Calibrating calibrating;
  private final Clock clock;

  /** Its thread lives on, because what is started for a measurement ends with it. */
  private final ExecutorService worker =
      Executors.newSingleThreadExecutor(Thread.ofPlatform().name("calibration").daemon().factory());

  /** When the window ends in which a place was tried in vain. */
  private final Map<ProbeTarget, Instant> tried = new HashMap<>();

  private boolean running;
  private volatile boolean closed;
  private volatile boolean disturbed;

  /**
   * Does nothing yet.
   *
   * @param pools of the cluster, as they are now
   * @param sights what was seen at this node's places
   * @param busy whether an order is being carried out
   */
  Calibrations(
      Supplier<? extends Collection<StoragePool>> pools,
      Supplier<List<Sight>> sights,
      BooleanSupplier busy,
      Calibrating calibrating,
      Clock clock) {
    this.pools = pools;
    this.sights = sights;
    this.busy = busy;
    this.calibrating = calibrating;
    this.clock = clock;
  }

  private record Due(Sight sight, Instant end) {}

  /** Starts the next measurement, if one is due and nothing else is to be done. */
  synchronized void look() {
    if (running || closed || busy.getAsBoolean()) {
      return;
    }
    Optional<Due> due = next(clock.instant());
    if (due.isPresent()) {
      running = true;
      disturbed = false;
      worker.execute(() -> run(due.get()));
    }
  }

  /** An order has come in: measuring would be disturbed, and disturb. */
  void disturb() {
    disturbed = true;
  }

  /** Whether an order is yet to be carried out, rather than done or given up. */
  static boolean isWork(DiskAllocation order) {
    DiskAllocationStatus status = order.getStatus();
    if (order.getMetadata().getDeletionTimestamp() != null || status == null) {
      return true;
    }
    Condition allocated = Conditions.find(status.conditions(), ConditionTypes.ALLOCATED);
    return allocated == null
        || Reasons.Allocated.InProgress.name().equals(allocated.getReason())
        || !Objects.equals(status.observedGeneration(), order.getMetadata().getGeneration());
  }

  @Override
  public void close() {
    closed = true;
    worker.shutdown();
    try {
      if (!worker.awaitTermination(5, TimeUnit.SECONDS)) {
        worker.shutdownNow();
      }
    } catch (InterruptedException e) {
      worker.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }

  private Optional<Due> next(Instant now) {
    for (Sight sight : sights.get()) {
      Optional<CalibrationSpec> spec = spec(sight);
      if (spec.isEmpty() || !sight.place().isDirectory() || !sight.isReady()) {
        continue;
      }
      Optional<Instant> end = Window.of(spec.get()).flatMap(window -> window.end(now));
      if (end.isPresent()
          && Duration.between(now, end.get()).compareTo(SHORTEST) >= 0
          && !end.get().equals(tried.get(sight.place().target()))
          && isDue(sight, spec.get(), now)) {
        return Optional.of(new Due(sight, end.get()));
      }
    }
    return Optional.empty();
  }

  private Optional<CalibrationSpec> spec(Sight sight) {
    return pools.get().stream()
        .filter(pool -> pool.getMetadata().getName().equals(sight.place().pool()))
        .findFirst()
        .flatMap(pool -> Optional.ofNullable(pool.getSpec().calibration()));
  }

  private static boolean isDue(Sight sight, CalibrationSpec spec, Instant now) {
    Map<String, String> measured =
        sight.found() == null ? null : sight.found().getStatus().measurements();
    if (measured == null) {
      return true;
    }
    try {
      LocalDate last = LocalDate.parse(measured.getOrDefault("date", ""));
      int days = Objects.requireNonNullElse(spec.everyDays(), USUAL_DAYS);
      return !last.plusDays(days).isAfter(now.atOffset(ZoneOffset.UTC).toLocalDate());
    } catch (DateTimeParseException e) {
      return true;
    }
  }

  private void run(Due due) {
    boolean again = false;
    try {
      Duration left = Duration.between(clock.instant(), due.end);
      Duration time = left.compareTo(Calibrator.USUAL) < 0 ? left : Calibrator.USUAL;
      int ways =
          calibrating.calibrate(
              Objects.requireNonNull(due.sight.found()),
              due.sight.place().directory(),
              time,
              new Until(due.end));
      told(due.sight, "Device calibrated").addKeyValue("ways", ways).log();
    } catch (ImageException e) {
      again = disturbed && e.kind() == ImageException.Kind.Cancelled;
      told(due.sight, "Device not calibrated").addKeyValue("why", e.getMessage()).log();
    } catch (RuntimeException e) {
      told(due.sight, "Device not calibrated").setCause(e).log();
    } finally {
      finished(due, again);
    }
  }

  private static org.slf4j.spi.LoggingEventBuilder told(Sight sight, String what) {
    return log.atInfo().setMessage(what).addKeyValue("target", sight.place().name());
  }

  private synchronized void finished(Due due, boolean again) {
    running = false;
    if (!again) {
      tried.put(due.sight.place().target(), due.end);
    }
  }

  /** Stops when the window ends, an order comes in, or the agent ends. */
  private final class Until implements CalibrationWatch {
    private final Instant end;

    Until(Instant end) {
      this.end = end;
    }

    @Override
    public void at(Candidate way, int done, int total, Duration left) {
      log.atDebug().setMessage("Calibrating").addKeyValue("done", done).log();
    }

    @Override
    public boolean isToStop() {
      return closed || disturbed || !clock.instant().isBefore(end);
    }
  }
}
