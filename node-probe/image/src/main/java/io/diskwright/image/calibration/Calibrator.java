package io.diskwright.image.calibration;

import io.diskwright.image.Allocator;
import io.diskwright.image.ImageException;
import io.diskwright.libc.ErrnoException;
import io.diskwright.libc.IoPriority;
import io.diskwright.libc.Libc;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/**
 * Measures ways of making images in a directory: bounded in time and space, at the lowest I/O
 * priority, and leaving nothing. One image is there at a time. What a killed run leaves, the next
 * removes.
 */
public final class Calibrator {
  /** How long it takes when nobody says otherwise. */
  public static final Duration USUAL = Duration.ofMinutes(3);

  /** How long when it is to be quick. */
  public static final Duration QUICK = Duration.ofSeconds(40);

  /** The last of the time is for clearing up. */
  private static final Duration CLEARING = Duration.ofSeconds(2);

  private final Libc libc;
  private final Allocator allocator;

  /** Works by {@code libc}, and makes images by {@code allocator}. */
  public Calibrator(Libc libc, Allocator allocator) {
    this.libc = libc;
    this.allocator = allocator;
  }

  /** Works by the running kernel and the QEMU on the PATH. */
  public static Calibrator system() {
    return new Calibrator(Libc.system(), Allocator.system());
  }

  /**
   * What would be done, without doing it.
   *
   * @param imageBytes virtual size of the images, if the place is not slow
   * @param spaceBytes most that is taken at any time
   */
  public record Extent(long imageBytes, long spaceBytes) {}

  /**
   * What {@code request} would take.
   *
   * @param freeBytes free for an ordinary user
   * @throws ImageException when there is no room for it
   */
  public static Extent extent(CalibrationRequest request, long freeBytes) throws ImageException {
    Scale scale =
        Guard.scale(request.target(), freeBytes - request.reserveBytes(), request.quick());
    return new Extent(scale.imageBytes(), scale.spaceBytes());
  }

  /**
   * Measures. To be called by a platform thread, with which the servers it starts end.
   *
   * @throws ImageException why nothing was measured, or that it was stopped; nothing is left
   */
  public Calibration run(CalibrationRequest request, CalibrationWatch watch) throws ImageException {
    long deadline = System.nanoTime() + request.time().minus(CLEARING).toNanos();
    BooleanSupplier goOn = () -> !watch.isToStop() && System.nanoTime() - deadline < 0;
    allocator.prepare(request.target(), request.place());
    if (Leftovers.sweep(libc, request.target(), request.place()).busy()) {
      throw new ImageException(
          ImageException.Kind.InTheWay,
          "Another process measures in "
              + request.target()
              + " at this moment, and two would disturb each other; wait until it is done.");
    }
    try (IoPriority lowest = IoPriority.lowest();
        TrialDirectory directory = TrialDirectory.make(libc, request.target(), request.place());
        Watchdog watchdog = new Watchdog(goOn)) {
      Trial trial = new Trial(allocator, directory, watchdog, goOn);
      return new Session(request, watch, trial, directory, deadline).run();
    } catch (ErrnoException e) {
      throw new ImageException(
          ImageException.Kind.Failed,
          "Cannot measure in " + request.target() + ": " + e.getMessage() + ".",
          e);
    }
  }
}
