package io.diskwright.cli.command;

import io.diskwright.cli.output.Terminal;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Says what is being waited for, when that takes more than two seconds; wiped away afterwards. */
final class Waiting implements AutoCloseable {
  private static final long QUIET_MILLIS = 2_000;
  private static final long BETWEEN_MILLIS = 1_000;

  private final Terminal terminal;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("waiting").factory());
  private final long start = System.nanoTime();
  private volatile String what = "";
  private int length;

  /** On the standard error of {@code terminal}, when that can overwrite itself. */
  Waiting(Terminal terminal) {
    this.terminal = terminal;
    if (terminal.live()) {
      Future<?> unused =
          timer.scheduleWithFixedDelay(
              this::draw, QUIET_MILLIS, BETWEEN_MILLIS, TimeUnit.MILLISECONDS);
    }
  }

  /** What is being done from now on. */
  void on(String work) {
    what = work;
  }

  @Override
  public void close() {
    timer.shutdownNow();
    wipe();
  }

  private synchronized void draw() {
    if (timer.isShutdown()) {
      return;
    }
    String line = what + " … " + TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start) + " s";
    terminal.err().print('\r' + line + " ".repeat(Math.max(0, length - line.length())));
    terminal.err().flush();
    length = line.length();
  }

  private synchronized void wipe() {
    if (length > 0) {
      terminal.err().print('\r' + " ".repeat(length) + '\r');
      terminal.err().flush();
      length = 0;
    }
  }
}
