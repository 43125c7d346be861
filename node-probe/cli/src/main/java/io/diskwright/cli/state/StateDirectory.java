package io.diskwright.cli.state;

import io.diskwright.cli.output.Failure;
import io.diskwright.libc.Errno;
import io.diskwright.libc.ErrnoException;
import io.diskwright.libc.Fcntl;
import io.diskwright.libc.Fd;
import io.diskwright.libc.Libc;
import io.diskwright.libc.Statx;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A directory of ours, held open. Names below are single components, and never followed when they
 * are symbolic links.
 */
final class StateDirectory implements AutoCloseable {
  private static final int DIRECTORY =
      Fcntl.O_RDONLY | Fcntl.O_DIRECTORY | Fcntl.O_NOFOLLOW | Fcntl.O_CLOEXEC;
  private static final int MOST_BYTES = 4 << 20;
  private static final String FRESH = ".new";

  private final Libc libc;
  private final Path path;
  private final Fd fd;

  private StateDirectory(Libc libc, Path path, Fd fd) {
    this.libc = libc;
    this.path = path;
    this.fd = fd;
  }

  /** Opens {@code path}; its last component must not be a symbolic link. */
  static Optional<StateDirectory> open(Libc libc, Path path) throws Failure {
    return open(libc, Fd.CWD, path.toString(), path);
  }

  /** Opens the directory {@code name} in this one, if it is there. */
  Optional<StateDirectory> child(String name) throws Failure {
    return open(libc, fd, name, path.resolve(name));
  }

  /** Opens the directory {@code name} in this one, making it with mode 0700 if needed. */
  StateDirectory childOrCreate(String name) throws Failure {
    Path child = path.resolve(name);
    try {
      libc.mkdirat(fd, name, 0700);
      libc.fsync(fd);
    } catch (ErrnoException e) {
      if (e.errno() != Errno.EEXIST) {
        throw Failure.of(e, "making the directory", child);
      }
    }
    return child(name)
        .orElseThrow(
            () ->
                new Failure(Failure.FAILED, child + " vanished as soon as it was made; try again"));
  }

  private static Optional<StateDirectory> open(Libc libc, Fd dir, String name, Path path)
      throws Failure {
    try {
      Fd fd = libc.openat(dir, name, DIRECTORY, 0);
      return Optional.of(new StateDirectory(libc, path, fd));
    } catch (ErrnoException e) {
      if (e.errno() == Errno.ENOENT) {
        return Optional.empty();
      }
      throw Failure.of(e, "opening the directory", path);
    }
  }

  /** Refuses a directory that another user could have prepared for us. */
  StateDirectory trusted() throws Failure {
    Statx statx = stat();
    if (statx.uid() != 0 && statx.uid() != libc.geteuid()) {
      throw new Failure(
          Failure.REFUSED,
          path
              + " belongs to user "
              + statx.uid()
              + ", so it is not ours to use; run as that user, or choose another directory");
    }
    return this;
  }

  private Statx stat() throws Failure {
    try {
      return libc.statx(fd);
    } catch (ErrnoException e) {
      throw Failure.of(e, "looking", path);
    }
  }

  /** The names in it, sorted. */
  List<String> names() {
    String[] names = new File("/proc/self/fd/" + fd.number()).list();
    return names == null ? List.of() : Arrays.stream(names).sorted().toList();
  }

  /** The names of the directories in it, sorted. */
  List<String> directories() throws Failure {
    List<String> directories = new ArrayList<>();
    for (String name : names()) {
      try {
        if (libc.statx(fd, name).isDirectory()) {
          directories.add(name);
        }
      } catch (ErrnoException e) {
        if (e.errno() != Errno.ENOENT) {
          throw Failure.of(e, "looking", path.resolve(name));
        }
      }
    }
    return directories;
  }

  /** The bytes of the file {@code name}, if it is there. */
  Optional<byte[]> read(String name) throws Failure {
    try (Fd file =
        libc.openat(
            fd, name, Fcntl.O_RDONLY | Fcntl.O_NOFOLLOW | Fcntl.O_NONBLOCK | Fcntl.O_CLOEXEC, 0)) {
      Statx statx = libc.statx(file);
      if (!statx.isRegularFile() || statx.size() > MOST_BYTES) {
        throw new Failure(
            Failure.FAILED, path.resolve(name) + " is not a file of ours; move it away");
      }
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      for (byte[] part = libc.pread(file, MOST_BYTES, 0);
          part.length > 0;
          part = libc.pread(file, MOST_BYTES, bytes.size())) {
        bytes.writeBytes(part);
      }
      return Optional.of(bytes.toByteArray());
    } catch (ErrnoException e) {
      if (e.errno() == Errno.ENOENT) {
        return Optional.empty();
      }
      throw Failure.of(e, "reading", path.resolve(name));
    }
  }

  /** Puts the file {@code name} there whole, or not at all; only under the lock. */
  void write(String name, byte[] bytes) throws Failure {
    remove(FRESH);
    try {
      try (Fd file =
          libc.openat(
              fd,
              FRESH,
              Fcntl.O_WRONLY | Fcntl.O_CREAT | Fcntl.O_EXCL | Fcntl.O_NOFOLLOW | Fcntl.O_CLOEXEC,
              0600)) {
        libc.pwrite(file, bytes, 0);
        libc.fsync(file);
      }
      libc.renameat2(fd, FRESH, fd, name, 0);
      libc.fsync(fd);
    } catch (ErrnoException e) {
      remove(FRESH);
      throw Failure.of(e, "writing", path.resolve(name));
    }
  }

  /** Removes what a run that was stopped had begun to write; only under the lock. */
  void tidy() throws Failure {
    remove(FRESH);
  }

  /** Removes the file {@code name}; one that is not there is removed already. */
  void remove(String name) throws Failure {
    unlink(name, 0);
  }

  /** Removes the directory {@code name} in this one if nothing is in it. */
  void removeIfEmpty(String name) throws Failure {
    unlink(name, Fcntl.AT_REMOVEDIR);
  }

  private void unlink(String name, int flags) throws Failure {
    try {
      libc.unlinkat(fd, name, flags);
      libc.fsync(fd);
    } catch (ErrnoException e) {
      if (e.errno() != Errno.ENOENT && e.errno() != Errno.ENOTEMPTY) {
        throw Failure.of(e, "removing", path.resolve(name));
      }
    }
  }

  /** Whether the lock was free; it is held until this is closed. */
  boolean tryLock() throws Failure {
    try {
      libc.flock(fd, Fcntl.LOCK_EX | Fcntl.LOCK_NB);
      return true;
    } catch (ErrnoException e) {
      if (e.errno() == Errno.EAGAIN) {
        return false;
      }
      throw Failure.of(e, "locking", path);
    }
  }

  /** Waits for the lock; it is held until this is closed. */
  void lock() throws Failure {
    try {
      libc.flock(fd, Fcntl.LOCK_EX);
    } catch (ErrnoException e) {
      throw Failure.of(e, "locking", path);
    }
  }

  @Override
  public void close() {
    fd.close();
  }
}
