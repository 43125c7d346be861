package io.diskwright.libc;

import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;

/**
 * A file that is written under a name of its own before it gets the name that counts. It is locked
 * while somebody writes it: one that nobody holds was left by a process that was killed, and {@link
 * #sweep} removes it.
 */
public final class TemporaryFile implements AutoCloseable {
  private static final Pattern NAME =
      Pattern.compile("\\.diskwright-[a-z]{1,32}\\.[0-9a-f]{16}\\.tmp");
  private static final int CREATE =
      Fcntl.O_RDWR | Fcntl.O_CREAT | Fcntl.O_EXCL | Fcntl.O_NOFOLLOW | Fcntl.O_CLOEXEC;
  private static final int OPEN =
      Fcntl.O_RDWR | Fcntl.O_NOFOLLOW | Fcntl.O_NONBLOCK | Fcntl.O_CLOEXEC;
  private static final int TRIES = 8;

  private final Libc libc;
  private final Fd directory;
  private final Fd file;
  private final String name;

  private TemporaryFile(Libc libc, Fd directory, Fd file, String name) {
    this.libc = libc;
    this.directory = directory;
    this.file = file;
    this.name = name;
  }

  /**
   * Makes one, mode 0600, and takes its lock.
   *
   * @param finalName the name that counts, with which its own begins
   * @throws ErrnoException when it cannot be made; nothing is left
   */
  static TemporaryFile create(Libc libc, Fd directory, String finalName) {
    for (int i = 1; ; i++) {
      long random = ThreadLocalRandom.current().nextLong();
      String name = finalName + "." + String.format("%016x", random) + ".tmp";
      Fd file = libc.openat(directory, name, CREATE, 0600);
      boolean kept = false;
      try {
        if (locked(libc, file) && isThere(libc, directory, name)) {
          kept = true;
          return new TemporaryFile(libc, directory, file, name);
        }
        if (i == TRIES) {
          throw new ErrnoException("flock(" + name + ")", Errno.EAGAIN);
        }
        // Another process took it for a leftover before it was locked.
      } catch (ErrnoException e) {
        removed(libc, directory, name);
        throw e;
      } finally {
        if (!kept) {
          file.close();
        }
      }
    }
  }

  /** Where to write. */
  Fd file() {
    return file;
  }

  /** Its name until it is renamed. */
  String name() {
    return name;
  }

  /** Removes it; what cannot be removed now, {@link #sweep} removes. */
  void remove() {
    removed(libc, directory, name);
  }

  /** Whether {@code name} is one that such a file has. */
  public static boolean isName(String name) {
    return NAME.matcher(name).matches();
  }

  /**
   * Removes the file {@code name} if it was left behind.
   *
   * @param directory opened for reading
   * @return false when it is somebody else's, somebody is writing it, or it is gone already
   * @throws ErrnoException when it cannot be looked at or removed
   */
  public static boolean sweep(Libc libc, Fd directory, String name) {
    try (Fd file = libc.openat(directory, name, OPEN, 0)) {
      Statx statx = libc.statx(file);
      if (!statx.isRegularFile() || statx.uid() != libc.geteuid() || statx.links() != 1) {
        return false;
      }
      libc.flock(file, Fcntl.LOCK_EX | Fcntl.LOCK_NB);
      if (libc.statx(directory, name).inode() != statx.inode()) {
        return false;
      }
      libc.unlinkat(directory, name, 0);
      return true;
    } catch (ErrnoException e) {
      return switch (e.errno()) {
        case Errno.ENOENT, Errno.EAGAIN, Errno.ELOOP, Errno.ENXIO, Errno.EISDIR -> false;
        default -> throw e;
      };
    }
  }

  @Override
  public void close() {
    file.close();
  }

  /** Where a file system has no locks, nothing is swept either. */
  private static boolean locked(Libc libc, Fd file) {
    try {
      libc.flock(file, Fcntl.LOCK_EX | Fcntl.LOCK_NB);
      return true;
    } catch (ErrnoException e) {
      return switch (e.errno()) {
        case Errno.EAGAIN -> false;
        case Errno.EOPNOTSUPP, Errno.ENOSYS, Errno.ENOLCK -> true;
        default -> throw e;
      };
    }
  }

  private static boolean isThere(Libc libc, Fd directory, String name) {
    try {
      libc.statx(directory, name);
      return true;
    } catch (ErrnoException e) {
      if (e.errno() == Errno.ENOENT) {
        return false;
      }
      throw e;
    }
  }

  private static void removed(Libc libc, Fd directory, String name) {
    try {
      libc.unlinkat(directory, name, 0);
    } catch (ErrnoException e) {
      // It stays under a name that nothing reads.
    }
  }
}
