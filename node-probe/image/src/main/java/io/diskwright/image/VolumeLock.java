package io.diskwright.image;

import io.diskwright.libc.Errno;
import io.diskwright.libc.ErrnoException;
import io.diskwright.libc.Fcntl;
import io.diskwright.libc.Fd;
import io.diskwright.libc.Libc;
import io.diskwright.libc.Statx;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Keeps other processes off one image: a locked file, which is gone when the lock is. A killed
 * process loses its lock, and its file is of no harm.
 */
final class VolumeLock implements AutoCloseable {
  private static final int DIRECTORY =
      Fcntl.O_RDONLY | Fcntl.O_DIRECTORY | Fcntl.O_NOFOLLOW | Fcntl.O_CLOEXEC;
  private static final int FILE = Fcntl.O_RDWR | Fcntl.O_CREAT | Fcntl.O_NOFOLLOW | Fcntl.O_CLOEXEC;

  private final Libc libc;
  private final Fd directory;
  private final Fd file;
  private final String name;

  private VolumeLock(Libc libc, Fd directory, Fd file, String name) {
    this.libc = libc;
    this.directory = directory;
    this.file = file;
    this.name = name;
  }

  /** Takes the lock, or says who has it. */
  static VolumeLock take(Libc libc, Path locks, String uid) throws ImageException {
    return tryTake(libc, locks, uid)
        .orElseThrow(
            () ->
                new ImageException(
                    ImageException.Kind.InTheWay,
                    "Another process works on image "
                        + uid
                        + " (it holds "
                        + locks.resolve(uid)
                        + "). Try again when it has ended. Nothing was changed."));
  }

  /** The lock, unless somebody has it. */
  static Optional<VolumeLock> tryTake(Libc libc, Path locks, String uid) throws ImageException {
    try {
      Fd directory = directory(libc, locks);
      Optional<VolumeLock> taken = Optional.empty();
      try {
        taken = in(libc, directory, uid);
        return taken;
      } finally {
        if (taken.isEmpty()) {
          directory.close();
        }
      }
    } catch (ErrnoException e) {
      throw Trouble.of(e, "locking image " + uid, locks);
    }
  }

  private static Optional<VolumeLock> in(Libc libc, Fd directory, String uid) {
    while (true) {
      Fd file = libc.openat(directory, uid, FILE, 0600);
      boolean held = false;
      try {
        libc.flock(file, Fcntl.LOCK_EX | Fcntl.LOCK_NB);
        held = isCurrent(libc, directory, file, uid);
        if (held) {
          return Optional.of(new VolumeLock(libc, directory, file, uid));
        } // it was removed by its last holder between our opening and our locking it
      } catch (ErrnoException e) {
        if (e.errno() == Errno.EAGAIN) {
          return Optional.empty();
        }
        throw e;
      } finally {
        if (!held) {
          file.close();
        }
      }
    }
  }

  private static boolean isCurrent(Libc libc, Fd directory, Fd file, String uid) {
    try {
      return libc.statx(directory, uid).inode() == libc.statx(file).inode();
    } catch (ErrnoException e) {
      if (e.errno() == Errno.ENOENT) {
        return false;
      }
      throw e;
    }
  }

  private static Fd directory(Libc libc, Path locks) throws ImageException {
    make(libc, locks.resolveSibling(".").normalize(), 0755); // a container may have no /run/lock
    make(libc, locks, 0700);
    Fd directory = libc.openat(Fd.CWD, locks.toString(), DIRECTORY, 0);
    Statx statx = libc.statx(directory);
    if (statx.uid() != libc.geteuid()) {
      directory.close();
      throw new ImageException(
          ImageException.Kind.WrongPlace,
          locks + " belongs to user " + statx.uid() + "; remove it, or run as that user.");
    }
    return directory;
  }

  private static void make(Libc libc, Path directory, int mode) {
    try {
      libc.mkdirat(Fd.CWD, directory.toString(), mode);
    } catch (ErrnoException e) {
      if (e.errno() != Errno.EEXIST) {
        throw e;
      }
    }
  }

  @Override
  public void close() {
    try {
      libc.unlinkat(directory, name, 0);
    } catch (ErrnoException e) {
      if (e.errno() != Errno.ENOENT) {
        throw e;
      }
    } finally {
      file.close();
      directory.close();
    }
  }
}
