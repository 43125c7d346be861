package io.diskwright.image;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** Runs a command; an interface so that tests can inject faults. */
public interface CommandRunner {
  /**
   * Runs {@code command} to its end.
   *
   * @param command program and arguments; no shell is involved
   * @param timeout the command is killed after this long
   * @param goOn asked several times a second; the command is killed once it says no
   * @throws IOException when the program cannot be started
   * @throws InterruptedException when this thread was interrupted; the command was killed
   */
  Result run(List<String> command, Duration timeout, BooleanSupplier goOn)
      throws IOException, InterruptedException;

  /**
   * The same; {@code heard} is given standard output as it comes, by another thread.
   *
   * @param heard must not throw
   */
  default Result run(
      List<String> command, Duration timeout, BooleanSupplier goOn, Consumer<String> heard)
      throws IOException, InterruptedException {
    return run(command, timeout, goOn);
  }

  /**
   * How a command ended.
   *
   * @param end by itself, or killed by us and why
   * @param exitCode of a command that ended by itself; 128 and more: killed by a signal
   * @param output the beginning of standard output, 1 MiB unless the runner was told otherwise
   * @param errors the first 64 KiB of standard error
   */
  record Result(End end, int exitCode, String output, String errors) {}

  /** Why a command ended. */
  enum End {
    /** By itself. */
    Exited,
    /** Killed: it took too long. */
    TimedOut,
    /** Killed: nobody wants it any more. */
    Stopped
  }
}
