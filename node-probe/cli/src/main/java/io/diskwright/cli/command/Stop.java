package io.diskwright.cli.command;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Whether the user asked to stop, by Ctrl-C or a signal; long work looks and cleans up. */
public final class Stop {
  private static final int SECONDS = 10;

  private final CountDownLatch finished = new CountDownLatch(1);
  private volatile boolean asked;

  private Stop() {}

  /** Nobody asks. */
  public static Stop never() {
    return new Stop();
  }

  /** A signal asks; the process then waits until the work is {@link #finished}, but not long. */
  public static Stop onSignal() {
    Stop stop = new Stop();
    Runtime.getRuntime().addShutdownHook(new Thread(stop::askAndWait, "stop"));
    return stop;
  }

  /** Whether to stop. */
  boolean asked() {
    return asked;
  }

  /** There is nothing left to clean up. */
  public void finished() {
    finished.countDown();
  }

  private void askAndWait() {
    asked = true;
    try {
      if (!finished.await(SECONDS, TimeUnit.SECONDS)) {
        return; // what is left is removed by the next apply
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
