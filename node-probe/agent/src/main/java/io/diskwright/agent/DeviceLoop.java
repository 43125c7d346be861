package io.diskwright.agent;

import io.diskwright.probe.change.Change;
import io.diskwright.probe.change.ChangeWatcher;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * When devices are looked at: at once when the kernel tells of a change, by a glance now and then,
 * and wholly once in a while. One thread looks; however much is heard meanwhile, one more look
 * follows.
 */
final class DeviceLoop implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(DeviceLoop.class);
  private static final Duration QUIET = Duration.ofSeconds(1);

  private static final Duration RETRY = Duration.ofSeconds(5);

  /** For what no event and no glance tells. */
  private static final Duration WHOLE = Duration.ofMinutes(10);

  /** A file system follows its device by a command of its own, of which the kernel says nothing. */
  private static final Duration AFTER_RESIZE = Duration.ofSeconds(60);

  private final DevicePublisher devices;
  private final Supplier<List<Place>> places;
  private final ScheduledExecutorService timer;
  private final Duration refresh;
  private final Runnable changed;
  private final ChangeWatcher watcher =
      new ChangeWatcher(QUIET, this::hear, notice -> log.atWarn().setMessage(notice).log());
  private final Set<String> names = new HashSet<>();
  private boolean everything;
  private boolean scheduled;
  private boolean started;
  private long closelyUntil = System.nanoTime();
  private boolean closely;

  /**
   * Does nothing yet.
   *
   * @param places of this node, as the pools say now
   * @param timer of one thread
   * @param refresh how often a glance is cast
   * @param changed called when devices may have changed
   */
  DeviceLoop(
      DevicePublisher devices,
      Supplier<List<Place>> places,
      ScheduledExecutorService timer,
      Duration refresh,
      Runnable changed) {
    this.devices = devices;
    this.places = places;
    this.timer = timer;
    this.refresh = refresh;
    this.changed = changed;
  }

  /** Publishes once, and then keeps at it. */
  void start() {
    watcher.start();
    lookAtAll();
    synchronized (this) {
      started = true;
    }
    every(refresh, this::glance);
    every(WHOLE, this::lookAtAll);
  }

  /** Looks at all places in a moment, because a device has gone from the API. */
  synchronized void soon() {
    if (started) {
      everything = true;
      schedule(QUIET);
    }
  }

  /** Looks at all places in a moment, if the pools, of which something has changed, say others. */
  synchronized void poolsChanged() {
    if (started) {
      schedule(QUIET);
    }
  }

  @Override
  public void close() {
    watcher.close();
  }

  private synchronized void hear(Change change) {
    everything |= change.everything();
    names.addAll(change.names());
    if (change.resized()) {
      closelyUntil = System.nanoTime() + AFTER_RESIZE.toNanos();
      if (!closely) {
        closely = true;
        after(QUIET, this::lookClosely);
      }
    }
    schedule(Duration.ZERO);
  }

  private void schedule(Duration delay) {
    if (!scheduled) {
      scheduled = true;
      after(delay, this::catchUp);
    }
  }

  private void catchUp() {
    boolean all;
    Set<String> some;
    synchronized (this) {
      scheduled = false;
      all = everything;
      some = Set.copyOf(names);
      everything = false;
      names.clear();
    }
    if (all || !places.get().equals(devices.places())) {
      lookAtAll();
    } else {
      devices.publish(some);
      watch();
    }
    changed.run();
  }

  private void lookAtAll() {
    devices.publishAll(places.get());
    watch();
  }

  private void glance() {
    List<Place> now = places.get();
    boolean otherPlaces = !now.equals(devices.places());
    if (otherPlaces) {
      lookAtAll();
    }
    if (otherPlaces || devices.refresh()) {
      watch();
      changed.run();
    }
  }

  private void lookClosely() {
    glance();
    synchronized (this) {
      closely = System.nanoTime() - closelyUntil < 0;
      if (closely) {
        after(QUIET, this::lookClosely);
      }
    }
  }

  private void watch() {
    watcher.watch(devices.sights().stream().map(Sight::watched).toList());
  }

  private void after(Duration delay, Runnable task) {
    Future<?> unused = timer.schedule(guarded(task), delay.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void every(Duration period, Runnable task) {
    Future<?> unused =
        timer.scheduleWithFixedDelay(
            guarded(task), period.toMillis(), period.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** A timer that throws is never run again; the next turn may find the API server back. */
  private Runnable guarded(Runnable task) {
    return () -> {
      try {
        task.run();
      } catch (RuntimeException e) {
        log.atWarn().setMessage("Could not publish; trying again").setCause(e).log();
        synchronized (this) {
          everything = true; // what was heard is not forgotten
          schedule(RETRY);
        }
      }
    };
  }
}
