package io.diskwright.cli.command;

import io.diskwright.api.v1alpha1.CapabilityStatus;
import io.diskwright.api.v1alpha1.DeviceCapacity;
import io.diskwright.api.v1alpha1.StorageDevice;
import io.diskwright.api.v1alpha1.StorageDeviceStatus;
import io.diskwright.cli.plan.Place;
import io.diskwright.probe.HangException;
import io.diskwright.probe.Locator;
import io.diskwright.probe.ProbeRequest;
import io.diskwright.probe.ProbeTarget;
import io.diskwright.probe.TimeLimited;
import io.diskwright.probe.Whereabouts;
import io.diskwright.probe.change.Change;
import io.diskwright.probe.change.ChangeWatcher;
import io.diskwright.probe.change.Watched;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** Waits until something happens around places, and tells whether it shows. */
final class Changes implements AutoCloseable {
  private static final Duration QUIET = Duration.ofSeconds(1);

  /** What no event tells of, such as space that others take, is looked for this often. */
  private static final long MOST_MILLIS = 30_000;

  private static final long PACE_MILLIS = 200;

  /** Free space is worth a line when it moved by more than this part of the whole. */
  private static final int PARTS = 100;

  private final BlockingQueue<Change> heard = new LinkedBlockingQueue<>();
  private final Locator locator = new Locator();
  private final TimeLimited locating = new TimeLimited(ProbeRequest.USUAL_LIMIT);
  private final List<Place> places;
  private final ChangeWatcher watcher;

  /** Around {@code places}; {@code notice} hears what cannot be heard. */
  Changes(List<Place> places, Consumer<String> notice) {
    this.places = places;
    this.watcher = new ChangeWatcher(QUIET, heard::add, notice);
    watcher.start();
    watch();
  }

  /** Returns after a change, or when it is time to look anyway, or when {@code stop} says so. */
  void await(BooleanSupplier stop) {
    try {
      for (long waited = 0; waited < MOST_MILLIS && !stop.getAsBoolean(); waited += PACE_MILLIS) {
        if (heard.poll(PACE_MILLIS, TimeUnit.MILLISECONDS) != null) {
          heard.clear();
          break;
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    watch();
  }

  @Override
  public void close() {
    watcher.close();
  }

  /** Whether a person would want to see {@code now} after {@code before}. */
  static boolean shows(StorageDevice before, StorageDevice now) {
    StorageDeviceStatus one = before.getStatus();
    StorageDeviceStatus other = now.getStatus();
    return !one.kind().equals(other.kind())
        || !one.identity().equals(other.identity())
        || !one.stack().equals(other.stack())
        || !one.properties().equals(other.properties())
        || !answers(one).equals(answers(other))
        || !conditions(before).equals(conditions(now))
        || moved(one.capacity(), other.capacity());
  }

  private static List<String> answers(StorageDeviceStatus status) {
    return status.capabilities().stream().map(Changes::answer).toList();
  }

  private static String answer(CapabilityStatus one) {
    return one.name() + " " + one.state() + " " + one.value();
  }

  private static List<String> conditions(StorageDevice device) {
    return Signs.conditions(device).stream()
        .map(one -> one.getType() + " " + one.getStatus() + " " + one.getReason())
        .toList();
  }

  private static boolean moved(DeviceCapacity before, DeviceCapacity now) {
    return before.totalBytes() != now.totalBytes()
        || Math.abs(before.freeBytes() - now.freeBytes()) > now.totalBytes() / PARTS;
  }

  private void watch() {
    watcher.watch(places.stream().map(this::watched).toList());
  }

  private Watched watched(Place place) {
    if (place.target() instanceof ProbeTarget.Directory directory) {
      Path path = directory.path();
      String name = path.toString();
      try {
        Whereabouts where = locating.call(name, "stat", () -> locator.locate(path)).orElse(null);
        return new Watched(name, path, where);
      } catch (HangException e) {
        return new Watched(name, null, null); // a look at it would hang, too
      }
    }
    return new Watched(place.target().toString(), null, null);
  }
}
