package io.diskwright.agent.export;

import io.diskwright.decision.Export;
import io.diskwright.libc.Errno;
import io.diskwright.libc.ErrnoException;
import io.diskwright.libc.Fcntl;
import io.diskwright.libc.Fd;
import io.diskwright.libc.Libc;
import io.diskwright.libc.Magic;
import io.diskwright.libc.Mounts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/**
 * The directory of one export. The file is mounted in {@code staged}, and renamed to {@code volume}
 * with it when it is whole: where pods look there is a file of the image's size, or one that
 * answers ENOTCONN because its daemon has ended, or nothing, but never the empty file beneath.
 */
final class ExportDirectory {
  private static final String VOLUME = "volume";
  private static final String STAGED = "staged";
  private static final String ENDED = "ended";
  private static final long PAUSE_NANOS = 5_000_000;

  private final Path directory;

  ExportDirectory(Path directory) {
    this.directory = directory;
  }

  /** Takes away what an earlier daemon left, its dead mount too, so that no pod starts on it. */
  void clear() throws IOException {
    remove(ENDED);
    if (isThere(VOLUME)) {
      Files.move(
          directory.resolve(VOLUME), directory.resolve(ENDED), StandardCopyOption.ATOMIC_MOVE);
      remove(ENDED);
    }
    remove(STAGED);
  }

  /**
   * Makes the place to mount the file at.
   *
   * @return that place
   */
  Path stage() throws IOException {
    Path staged =
        Files.createDirectory(
            directory.resolve(STAGED),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
    return Files.createFile(
        staged.resolve(Export.FILE),
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("---------")));
  }

  /**
   * Hands the file over once it is mounted.
   *
   * @param bytes of the image
   * @param patience how long to wait for it
   */
  void publish(long bytes, Duration patience) throws IOException, ExportException {
    Path file = directory.resolve(STAGED).resolve(Export.FILE);
    long start = System.nanoTime();
    while (!isExported(file)) {
      if (System.nanoTime() - start > patience.toNanos()) {
        throw new ExportException(
            "No daemon has mounted %s within %d s; what it said is in the log of the container."
                .formatted(file, patience.toSeconds()));
      }
      LockSupport.parkNanos(PAUSE_NANOS);
    }
    long shown = Files.size(file);
    if (shown != bytes) {
      throw new ExportException(
          "%s shows %d bytes, and the image has %d for the guest. Look at the image; diskwright.io/verify has it looked at."
              .formatted(file, shown, bytes));
    }
    Files.move(
        directory.resolve(STAGED), directory.resolve(VOLUME), StandardCopyOption.ATOMIC_MOVE);
  }

  /** Takes everything away, the directory too. */
  void remove() throws IOException {
    if (Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
      clear();
      Files.delete(directory);
    }
  }

  private void remove(String name) throws IOException {
    if (isThere(name)) {
      Path file = directory.resolve(name).resolve(Export.FILE);
      Mounts.detach(file.toString());
      Files.deleteIfExists(file);
      Files.delete(directory.resolve(name));
    }
  }

  private boolean isThere(String name) {
    return Files.isDirectory(directory.resolve(name), LinkOption.NOFOLLOW_LINKS);
  }

  private static boolean isExported(Path file) {
    Libc libc = Libc.system();
    try (Fd opened = libc.openat(Fd.CWD, file.toString(), Fcntl.O_PATH, 0)) {
      return libc.fstatfs(opened).type() == Magic.FUSE;
    } catch (ErrnoException e) {
      if (e.errno() == Errno.ENOENT) {
        return false;
      }
      throw e;
    }
  }
}
