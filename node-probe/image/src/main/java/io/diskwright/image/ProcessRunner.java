package io.diskwright.image;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Runs real commands: in the C locale, with nothing on standard input and bounded output, killed
 * when they take too long or are no longer wanted.
 */
public final class ProcessRunner implements CommandRunner {
  private static final int OUTPUT_LIMIT = 1 << 20;
  private static final int ERRORS_LIMIT = 64 << 10;
  private static final int PIECE = 8 << 10;
  private static final long POLL_MILLIS = 100;

  private final @Nullable Map<String, String> environment;
  private final int outputLimit;

  /** Commands inherit this process's environment. */
  public ProcessRunner() {
    this(null, OUTPUT_LIMIT);
  }

  /**
   * Commands inherit this process's environment.
   *
   * @param outputLimit bytes of the output that are kept
   */
  public ProcessRunner(int outputLimit) {
    this(null, outputLimit);
  }

  /**
   * Commands find this environment and no other.
   *
   * @param outputLimit bytes of the output that are kept
   */
  ProcessRunner(@Nullable Map<String, String> environment, int outputLimit) {
    this.environment = environment;
    this.outputLimit = outputLimit;
  }

  @Override
  public Result run(List<String> command, Duration timeout, BooleanSupplier goOn)
      throws IOException, InterruptedException {
    return run(command, timeout, goOn, text -> {});
  }

  @Override
  public Result run(
      List<String> command, Duration timeout, BooleanSupplier goOn, Consumer<String> heard)
      throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder(command);
    if (environment != null) {
      builder.environment().clear();
      builder.environment().putAll(environment);
    }
    builder.environment().put("LC_ALL", "C");
    builder.redirectInput(new File("/dev/null"));
    Process process = builder.start();
    try {
      CompletableFuture<String> output = drain(process.getInputStream(), outputLimit, heard);
      CompletableFuture<String> errors = drain(process.getErrorStream(), ERRORS_LIMIT, text -> {});
      long deadline = System.nanoTime() + timeout.toNanos();
      End end = End.Exited;
      while (!process.waitFor(POLL_MILLIS, TimeUnit.MILLISECONDS)) {
        if (!goOn.getAsBoolean()) {
          end = End.Stopped;
          break;
        }
        if (System.nanoTime() > deadline) {
          end = End.TimedOut;
          break;
        }
      }
      if (end != End.Exited) {
        kill(process);
      }
      return new Result(end, process.waitFor(), output.join(), errors.join());
    } finally {
      kill(process); // interrupted, or a throwing goOn: nothing of ours may go on writing
    }
  }

  private static void kill(Process process) {
    if (process.isAlive()) {
      process.destroyForcibly();
      process.onExit().join();
    }
  }

  /** Reads all of a stream, so that the command never blocks, but keeps only its beginning. */
  private static CompletableFuture<String> drain(
      InputStream stream, int limit, Consumer<String> heard) {
    CompletableFuture<String> text = new CompletableFuture<>();
    Thread.ofVirtual()
        .start(
            () -> {
              try (stream) {
                ByteArrayOutputStream kept = new ByteArrayOutputStream();
                byte[] piece = new byte[PIECE];
                for (int n = stream.read(piece); n > 0; n = stream.read(piece)) {
                  kept.write(piece, 0, Math.min(n, limit - kept.size()));
                  heard.accept(new String(piece, 0, n, StandardCharsets.UTF_8));
                }
                text.complete(kept.toString(StandardCharsets.UTF_8));
              } catch (IOException e) {
                text.complete("");
              }
            });
    return text;
  }
}
