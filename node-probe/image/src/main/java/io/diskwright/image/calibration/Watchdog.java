package io.diskwright.image.calibration;

import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Looks several times a second whether the work is to go on, and cuts short what waits for a disk
 * when it is not: a flush alone may take longer than a person waits.
 */
final class Watchdog implements AutoCloseable {
  private static final long PAUSE_NANOS = 50_000_000L;

  private final BooleanSupplier goOn;
  private final Thread thread;
  private volatile boolean closed;
  private @Nullable Runnable cut;

  /** Asks {@code goOn} until it is closed. */
  Watchdog(BooleanSupplier goOn) {
    this.goOn = goOn;
    this.thread = Thread.ofPlatform().daemon().name("calibration-watchdog").start(this::watch);
  }

  /** From now on {@code end} is what cuts the work short; at once when it is to stop already. */
  synchronized void guard(Runnable end) {
    cut = end;
    if (!goOn.getAsBoolean()) {
      end.run();
    }
  }

  /** Nothing is to be cut short any more. */
  synchronized void release() {
    cut = null;
  }

  private void watch() {
    while (!closed) {
      if (!goOn.getAsBoolean()) {
        bark();
      }
      LockSupport.parkNanos(this, PAUSE_NANOS);
    }
  }

  private synchronized void bark() {
    if (cut != null) {
      cut.run();
      cut = null;
    }
  }

  @Override
  public void close() {
    closed = true;
    LockSupport.unpark(thread);
  }
}
