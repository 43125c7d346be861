package io.diskwright.e2e.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * A child process whose output goes to a file and which never outlives this JVM's orderly end:
 * {@link #close} ends it, and a shutdown hook ends those that nobody closed.
 */
public final class ManagedProcess implements AutoCloseable {

  private static final long GRACE_SECONDS = 10;
  private static final int TAIL_LINES = 40;
  private static final Set<Process> ALIVE = ConcurrentHashMap.newKeySet();

  static {
    Runtime.getRuntime()
        .addShutdownHook(new Thread(() -> ALIVE.forEach(Process::destroyForcibly), "end-children"));
  }

  private final String name;
  private final Process process;
  private final Path log;

  private ManagedProcess(String name, Process process, Path log) {
    this.name = name;
    this.process = process;
    this.log = log;
  }

  /**
   * Starts {@code command}, appending both its outputs to {@code log}.
   *
   * @param environment variables on top of those of this process
   */
  public static ManagedProcess start(
      String name, Path log, Map<String, String> environment, List<String> command) {
    try {
      var builder = new ProcessBuilder(command);
      builder.environment().putAll(environment);
      builder.redirectErrorStream(true);
      builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
      builder.redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
      Process process = builder.start();
      ALIVE.add(process);
      return new ManagedProcess(name, process, log);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot start " + name + " as " + command, e);
    }
  }

  /** Whether it still runs. */
  public boolean isAlive() {
    return process.isAlive();
  }

  /** Its process id. */
  public long pid() {
    return process.pid();
  }

  /** Where its output goes. */
  public Path log() {
    return log;
  }

  /** The last lines of its output, with its name and state, for messages about a failure. */
  public String logTail() {
    String state = process.isAlive() ? "is running" : "ended with " + process.exitValue();
    String heading = name + " " + state + "; the end of " + log + ":\n";
    try {
      List<String> lines = Files.readAllLines(log);
      int from = Math.max(0, lines.size() - TAIL_LINES);
      return heading + String.join("\n", lines.subList(from, lines.size()));
    } catch (IOException e) {
      return heading + e;
    }
  }

  /** Sends SIGKILL and waits for the end: no hook of the process runs. */
  public void kill() {
    process.destroyForcibly();
    await();
  }

  /** Sends SIGTERM, and SIGKILL when the process is still there after ten seconds. */
  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(GRACE_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
    await();
  }

  private void await() {
    process.onExit().join();
    ALIVE.remove(process);
  }
}
