package io.diskwright.agent.export;

import io.diskwright.decision.Export;
import io.diskwright.image.Programs;
import io.diskwright.libc.Mounts;
import io.diskwright.planner.ImageFormat;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** A daemon that exports one image for as long as this is open. */
final class StorageDaemon implements AutoCloseable {
  private static final long PATIENCE_NANOS = 10_000_000_000L;
  private static final long PAUSE_NANOS = 2_000_000L;
  private static final long END_SECONDS = 10;

  private final Process process;
  private final Path mountpoint;

  private StorageDaemon(Process process, Path mountpoint) {
    this.process = process;
    this.mountpoint = mountpoint;
  }

  /**
   * Starts it, and waits until the file is there.
   *
   * @param prefix what is to be put before the command
   * @param mountpoint an empty file
   */
  static StorageDaemon start(List<String> prefix, ImageFormat format, Path image, Path mountpoint)
      throws IOException, ExportException {
    List<String> command = new ArrayList<>(Programs.endingWithThisThread());
    command.addAll(prefix);
    command.addAll(Export.command(format, image.toString(), mountpoint.toString(), true));
    Path said = Files.createTempFile(mountpoint.getParent(), "daemon", ".log");
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("LC_ALL", "C");
    builder.redirectInput(new File("/dev/null"));
    builder.redirectErrorStream(true).redirectOutput(said.toFile());
    StorageDaemon daemon = new StorageDaemon(builder.start(), mountpoint);
    long start = System.nanoTime();
    try {
      while (Files.size(mountpoint) == 0) {
        if (!daemon.process.isAlive() || System.nanoTime() - start > PATIENCE_NANOS) {
          throw new ExportException(
              "qemu-storage-daemon does not export %s: %s"
                  .formatted(image, Files.readString(said, StandardCharsets.UTF_8).strip()));
        }
        LockSupport.parkNanos(PAUSE_NANOS);
      }
      return daemon;
    } catch (IOException | ExportException e) {
      daemon.close();
      throw e;
    } finally {
      Files.delete(said);
    }
  }

  /** The process. */
  Process process() {
    return process;
  }

  /** Ends it; the image is closed, and flushed, when this returns. */
  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      process.destroyForcibly();
    }
    Mounts.detach(mountpoint.toString());
  }
}
