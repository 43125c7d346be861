package io.diskwright.image.calibration;

import io.diskwright.image.Programs;
import io.diskwright.planner.ImageFormat;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A qemu-nbd that serves one image to one client, and the connection to it. It ends when the client
 * hangs up, and so with this process too, however that ends; and where setpriv is there, the kernel
 * kills it with the thread that started it, also before there was a connection.
 */
final class ImageServer implements AutoCloseable {
  private static final long PATIENCE_NANOS = 10_000_000_000L;
  private static final long KILLED_NANOS = 200_000_000L;
  private static final long PAUSE_NANOS = 2_000_000L;
  private static final int KEPT = 4096;

  private final Process process;
  private final CompletableFuture<String> errors;
  private final NbdClient client;

  private ImageServer(Process process, CompletableFuture<String> errors, NbdClient client) {
    this.process = process;
    this.errors = errors;
    this.client = client;
  }

  /**
   * Serves the image at {@code path} and connects to it.
   *
   * @param socket where to listen; it must not be there, and is gone again once connected
   * @param watchdog cuts it off when the work is to stop
   * @throws IOException what qemu-nbd says, when it does not serve
   */
  static ImageServer start(
      ServerMode mode, ImageFormat format, String path, Path socket, Watchdog watchdog)
      throws IOException {
    List<String> command = new ArrayList<>(Programs.endingWithThisThread());
    command.addAll(
        List.of(
            "qemu-nbd",
            "--format=" + format,
            "--cache=" + mode.cache(),
            "--aio=" + mode.aio(),
            "--discard=unmap",
            "--socket=" + socket,
            path));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("LC_ALL", "C");
    builder.redirectInput(new File("/dev/null"));
    builder.redirectOutput(ProcessBuilder.Redirect.DISCARD);
    Process process = builder.start();
    watchdog.guard(process::destroyForcibly);
    CompletableFuture<String> errors = drain(process.getErrorStream());
    try {
      NbdClient client = connect(process, errors, socket);
      watchdog.guard(
          () -> {
            client.cut();
            process.destroyForcibly();
          });
      return new ImageServer(process, errors, client);
    } catch (IOException e) {
      watchdog.release();
      kill(process);
      throw e;
    } finally {
      Files.deleteIfExists(socket);
    }
  }

  private static NbdClient connect(Process process, CompletableFuture<String> errors, Path socket)
      throws IOException {
    long start = System.nanoTime();
    while (true) {
      try {
        return NbdClient.connect(socket);
      } catch (IOException e) {
        if (!process.isAlive()) {
          throw new IOException("qemu-nbd does not serve: " + said(errors.join()), e);
        }
        if (System.nanoTime() - start > PATIENCE_NANOS) {
          throw new IOException("qemu-nbd does not answer", e);
        }
      }
      LockSupport.parkNanos(PAUSE_NANOS);
    }
  }

  NbdClient client() {
    return client;
  }

  /** What qemu-nbd complained about so far or, once it ended, at all; empty if nothing. */
  String complaints() {
    return said(errors.getNow(""));
  }

  /** The process. */
  long pid() {
    return process.pid();
  }

  /** Hangs up; the image is closed, and flushed, when this returns. */
  @Override
  public void close() {
    long patience = client.isCut() ? KILLED_NANOS : PATIENCE_NANOS;
    client.close();
    try {
      if (!process.waitFor(patience, TimeUnit.NANOSECONDS)) {
        kill(process);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      kill(process);
    }
  }

  /** Not waited for long: what sits in a call of the kernel ends only when that does. */
  private static void kill(Process process) {
    process.destroyForcibly();
    long start = System.nanoTime();
    while (process.isAlive() && System.nanoTime() - start < KILLED_NANOS) {
      LockSupport.parkNanos(PAUSE_NANOS);
    }
  }

  private static String said(String errors) {
    String line = errors.lines().filter(l -> !l.isBlank()).findFirst().orElse("no reason given");
    return line.replaceFirst("^qemu-nbd: ", "").replaceAll("/proc/\\d+/fd/\\d+/", "");
  }

  /** Reads all of it, so that qemu-nbd never blocks, but keeps only the beginning. */
  private static CompletableFuture<String> drain(InputStream stream) {
    CompletableFuture<String> text = new CompletableFuture<>();
    Thread.ofVirtual()
        .start(
            () -> {
              try (stream) {
                byte[] kept = stream.readNBytes(KEPT);
                stream.skip(Long.MAX_VALUE);
                text.complete(new String(kept, StandardCharsets.UTF_8));
              } catch (IOException e) {
                text.complete("");
              }
            });
    return text;
  }
}
