package io.diskwright.image;

import io.diskwright.libc.Errno;
import io.diskwright.libc.ErrnoException;
import io.diskwright.libc.Fcntl;
import io.diskwright.libc.Fd;
import io.diskwright.libc.Libc;
import io.diskwright.libc.Statx;
import java.nio.file.Path;
import java.util.Arrays;

/** Keys in files that nobody but their owner can read. */
public final class KeyFile {
  private static final int OTHERS = 077;

  private final Libc libc;

  /** Reads and writes by {@code libc}. */
  public KeyFile(Libc libc) {
    this.libc = libc;
  }

  /**
   * Reads a key.
   *
   * @throws ImageException when there is none, when others can read it, or when it is no key
   */
  public ImageKey read(Path file) throws ImageException {
    int flags = Fcntl.O_NOFOLLOW | Fcntl.O_NONBLOCK;
    try (Fd fd = libc.openat(Fd.CWD, file.toString(), flags, 0)) {
      Statx statx = libc.statx(fd);
      if (!statx.isRegularFile()) {
        throw refused(file, "is not a regular file", "give the file itself");
      }
      if (statx.uid() != libc.geteuid() && statx.uid() != 0) {
        throw refused(file, "belongs to user " + statx.uid(), "keep keys in files of your own");
      }
      if ((statx.mode() & OTHERS) != 0) {
        throw refused(
            file,
            "can be reached by others (mode %04o)".formatted(statx.mode() & 07777),
            "chmod 600 it, and take another key if somebody may have read it");
      }
      return ImageKey.of(libc.pread(fd, ImageKey.MOST_BYTES + 3, 0));
    } catch (ErrnoException e) {
      throw switch (e.errno()) {
        case Errno.ENOENT -> refused(file, "is not there", "make one with --generate-key");
        case Errno.ELOOP -> refused(file, "is a symbolic link", "give the file itself");
        default -> Trouble.of(e, "reading the key", file);
      };
    } catch (ImageException e) {
      throw e.getMessage() != null && e.getMessage().startsWith("The key ")
          ? new ImageException(e.kind(), file + ": " + e.getMessage(), e)
          : e;
    }
  }

  /**
   * Makes a new key, in a file that must not be there yet.
   *
   * @throws ImageException when it is there, or cannot be written; then there is none
   */
  public ImageKey create(Path file) throws ImageException {
    int flags = Fcntl.O_WRONLY | Fcntl.O_CREAT | Fcntl.O_EXCL | Fcntl.O_NOFOLLOW;
    ImageKey key = ImageKey.generate();
    byte[] line = key.line();
    try (Fd fd = libc.openat(Fd.CWD, file.toString(), flags, 0600)) {
      libc.pwrite(fd, line, 0);
      libc.fsync(fd);
      return key;
    } catch (ErrnoException e) {
      key.close();
      throw Trouble.of(e, "writing the key", file);
    } finally {
      Arrays.fill(line, (byte) 0);
    }
  }

  private static ImageException refused(Path file, String what, String advice) {
    return new ImageException(
        ImageException.Kind.Failed, "The key file " + file + " " + what + "; " + advice + ".");
  }
}
