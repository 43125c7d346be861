package io.diskwright.agent;

import static io.diskwright.agent.Fakes.GIB;
import static io.diskwright.agent.Fakes.PLACE;
import static io.diskwright.agent.Fakes.POOL;
import static org.assertj.core.api.Assertions.assertThat;

import io.diskwright.api.v1alpha1.CalibrationSpec;
import io.diskwright.api.v1alpha1.ConditionTypes;
import io.diskwright.api.v1alpha1.Conditions;
import io.diskwright.api.v1alpha1.Conditions.ConditionStatus;
import io.diskwright.api.v1alpha1.DiskAllocation;
import io.diskwright.api.v1alpha1.DiskAllocationStatus;
import io.diskwright.api.v1alpha1.StorageDevice;
import io.diskwright.api.v1alpha1.StorageDeviceStatus;
import io.diskwright.api.v1alpha1.StoragePool;
import io.diskwright.api.v1alpha1.StoragePoolSpec;
import io.diskwright.image.ImageException;
import io.diskwright.image.calibration.CalibrationWatch;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** It is noon, by the clock. */
final class CalibrationsTest {
  private static final CalibrationSpec NOON = new CalibrationSpec("11:00", "13:00", 30);

  private final Fakes.StandingClock clock = new Fakes.StandingClock();
  private final LinkedBlockingQueue<Duration> begun = new LinkedBlockingQueue<>();
  private final SynchronousQueue<String> end = new SynchronousQueue<>();
  private volatile @Nullable CalibrationSpec spec = NOON;
  private volatile boolean busy;
  private volatile @Nullable Map<String, String> measurements;
  private final Calibrations calibrations =
      new Calibrations(
          () -> List.of(pool()), () -> List.of(sight()), () -> busy, this::calibrate, clock);

  @AfterEach
  void close() {
    calibrations.close();
  }

  private StoragePool pool() {
    StoragePool pool = new StoragePool();
    pool.setMetadata(new ObjectMetaBuilder().withName("default").build());
    pool.setSpec(new StoragePoolSpec(null, List.of(), null, null, null, spec));
    return pool;
  }

  private Sight sight() {
    StorageDevice device = Fakes.device("node-a-00000001", POOL, 50 * GIB, clock);
    StorageDeviceStatus s = device.getStatus();
    device.setStatus(
        new StorageDeviceStatus(
            s.nodeName(),
            s.target(),
            s.kind(),
            s.identity(),
            s.stack(),
            s.properties(),
            s.capacity(),
            s.capabilities(),
            s.has(),
            s.lacks(),
            measurements,
            s.conditions()));
    return new Sight(PLACE, device, null, null);
  }

  /** Goes on until the test says how it ends, or it is stopped. */
  private int calibrate(StorageDevice device, Path directory, Duration time, CalibrationWatch watch)
      throws ImageException {
    assertThat(directory).isEqualTo(POOL);
    begun.add(time);
    try {
      while (!watch.isToStop()) {
        String how = end.poll(10, TimeUnit.MILLISECONDS);
        if (how != null && how.equals("fails")) {
          throw new ImageException(ImageException.Kind.Failed, "broken");
        } else if (how != null) {
          return 7;
        }
      }
      throw new ImageException(ImageException.Kind.Cancelled, "stopped");
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private boolean begins() throws InterruptedException {
    calibrations.look();
    return begun.poll(300, TimeUnit.MILLISECONDS) != null;
  }

  /** Looks until what was stopped has ended, and on a busy machine for a while. */
  private boolean beginsSoon() throws InterruptedException {
    for (int i = 0; i < 20; i++) {
      if (begins()) {
        return true;
      }
    }
    return false;
  }

  private void ends(String how) throws InterruptedException {
    assertThat(end.offer(how, 5, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void shouldMeasureOnceInAWindowAndTellItsTime() throws Exception {
    calibrations.look();
    assertThat(begun.poll(5, TimeUnit.SECONDS)).isEqualTo(Duration.ofMinutes(3));
    assertThat(begins()).as("while it runs").isFalse();
    ends("well");
    assertThat(begins()).as("again").isFalse();
    clock.pass(Duration.ofDays(1));
    assertThat(beginsSoon()).as("in the next window").isTrue();
    ends("well");
  }

  @Test
  void shouldDoNothingWhenThePoolDoesNotSaySoOrItIsNotTheTime() throws Exception {
    spec = null;
    assertThat(begins()).isFalse();
    spec = new CalibrationSpec("13:00", "11:00", null);
    assertThat(begins()).isFalse();
    spec = new CalibrationSpec("11:00", "12:00", null);
    assertThat(begins()).isFalse();
  }

  @Test
  void shouldWaitWhenThereIsAnOrderAndStopWhenOneComesIn() throws Exception {
    busy = true;
    assertThat(begins()).isFalse();
    busy = false;
    assertThat(beginsSoon()).isTrue();
    calibrations.disturb();
    assertThat(beginsSoon()).as("after the order").isTrue();
    ends("well");
  }

  @Test
  void shouldStopWhenTheWindowEndsAndTryInTheNext() throws Exception {
    assertThat(beginsSoon()).isTrue();
    clock.pass(Duration.ofHours(1));
    clock.pass(Duration.ofHours(23));
    assertThat(beginsSoon()).isTrue();
    ends("well");
  }

  @Test
  void shouldNotTryAgainInTheSameWindowWhenItFailed() throws Exception {
    assertThat(beginsSoon()).isTrue();
    ends("fails");
    assertThat(begins()).isFalse();
    clock.pass(Duration.ofDays(1));
    assertThat(beginsSoon()).isTrue();
    ends("well");
  }

  @Test
  void shouldMeasureAgainAfterSomeDays() throws Exception {
    measurements = Map.of("date", "2025-12-03");
    assertThat(begins()).as("29 days").isFalse();
    measurements = Map.of("date", "2025-12-02");
    assertThat(beginsSoon()).as("30 days").isTrue();
    ends("well");
  }

  @Test
  void shouldCountAsWorkWhatIsNotDone() {
    DiskAllocation order = Fakes.order();
    assertThat(Calibrations.isWork(order)).isTrue();
    order.setStatus(status("Verified", 1));
    assertThat(Calibrations.isWork(order)).isFalse();
    order.setStatus(status("Failed", 1));
    assertThat(Calibrations.isWork(order)).isFalse();
    order.setStatus(status("InProgress", 1));
    assertThat(Calibrations.isWork(order)).isTrue();
    order.setStatus(status("Verified", 0));
    assertThat(Calibrations.isWork(order)).isTrue();
    order.setStatus(status("Verified", 1));
    order.getMetadata().setDeletionTimestamp("2026-01-01T00:00:00Z");
    assertThat(Calibrations.isWork(order)).isTrue();
  }

  private DiskAllocationStatus status(String reason, long generation) {
    return new DiskAllocationStatus(
        generation,
        null,
        null,
        new Conditions(clock)
            .set(null, ConditionTypes.ALLOCATED, ConditionStatus.True, reason, "", null));
  }
}
