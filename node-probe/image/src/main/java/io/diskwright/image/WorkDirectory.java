package io.diskwright.image;

import io.diskwright.libc.Errno;
import io.diskwright.libc.ErrnoException;
import io.diskwright.libc.Fcntl;
import io.diskwright.libc.Fd;
import io.diskwright.libc.Libc;
import io.diskwright.libc.Statx;
import io.diskwright.planner.ImageFormat;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A directory of one image, held open and locked: while it lives nobody else makes, deletes or
 * sweeps that image. The lock goes with the process, so what a killed process leaves can be locked
 * by the next.
 */
final class WorkDirectory implements AutoCloseable {
  private static final int TRIES = 8;
  private static final int PATIENCE = 25;
  private static final Duration PAUSE = Duration.ofMillis(20);
  private static final Set<String> OUR_FILES =
      Stream.concat(
              Stream.of(ImageMaker.SCRATCH, ImageMaker.CLEAR, QemuGrower.BEGUN),
              Arrays.stream(ImageFormat.values())
                  .flatMap(
                      f -> Stream.of(OrderRules.fileName(f, false), OrderRules.fileName(f, true))))
          .collect(Collectors.toUnmodifiableSet());

  private final Libc libc;
  private final PoolDirectory pool;
  private final Fd fd;
  private String name;

  private WorkDirectory(Libc libc, PoolDirectory pool, String name, Fd fd) {
    this.libc = libc;
    this.pool = pool;
    this.name = name;
    this.fd = fd;
  }

  /** The temporary name under which the image {@code uid} is made. */
  static String temporary(String uid) {
    return "." + uid + ".tmp";
  }

  /** The temporary name of an image that was being deleted and whose data must be overwritten. */
  static String condemned(String uid) {
    return "." + uid + ".scrub.tmp";
  }

  /**
   * Makes the directory {@code name} afresh, mode 0700, removing what a killed run left there as
   * {@code leaving} says.
   */
  static WorkDirectory claim(Libc libc, PoolDirectory pool, String name, Scrubber leaving)
      throws ImageException {
    for (int i = 0; i < TRIES; i++) {
      try {
        libc.mkdirat(pool.fd(), name, 0700);
      } catch (ErrnoException e) {
        if (e.errno() != Errno.EEXIST) {
          throw e;
        }
        Optional<WorkDirectory> left = lock(libc, pool, name);
        if (left.isPresent()) {
          try (WorkDirectory old = left.get()) {
            old.remove(leaving);
          }
        }
        continue;
      }
      try {
        Optional<WorkDirectory> made = lock(libc, pool, name);
        if (made.isPresent()) {
          return made.get();
        }
      } catch (ErrnoException e) {
        libc.unlinkat(pool.fd(), name, Fcntl.AT_REMOVEDIR); // only an empty one goes
        throw e;
      }
    }
    throw busy(pool, name);
  }

  /**
   * Opens and locks the directory {@code name}.
   *
   * @return empty when there is none
   * @throws ImageException when it is not a directory of ours, or somebody holds its lock
   */
  static Optional<WorkDirectory> lock(Libc libc, PoolDirectory pool, String name)
      throws ImageException {
    return lock(libc, pool, name, Fcntl.LOCK_EX);
  }

  /** The same for who only reads: others may do so at the same time. */
  static Optional<WorkDirectory> share(Libc libc, PoolDirectory pool, String name)
      throws ImageException {
    return lock(libc, pool, name, Fcntl.LOCK_SH);
  }

  private static Optional<WorkDirectory> lock(Libc libc, PoolDirectory pool, String name, int kind)
      throws ImageException {
    Fd fd;
    try {
      fd = pool.openDirectory(name);
    } catch (ErrnoException e) {
      switch (e.errno()) {
        case Errno.ENOENT -> {
          return Optional.empty();
        }
        case Errno.ELOOP, Errno.ENOTDIR, Errno.EXDEV ->
            throw inTheWay(pool, name, "is not a directory of ours but a link, a mount or a file");
        default -> throw e;
      }
    }
    boolean kept = false;
    try {
      Statx opened = libc.statx(fd);
      if (opened.uid() != libc.geteuid()) {
        throw inTheWay(pool, name, "belongs to user " + opened.uid());
      }
      if (!locked(libc, fd, kind)) {
        throw busy(pool, name);
      }
      if (!sameInode(libc, pool, name, opened)) {
        return Optional.empty(); // removed or replaced between open and lock
      }
      kept = true;
      return Optional.of(new WorkDirectory(libc, pool, name, fd));
    } finally {
      if (!kept) {
        fd.close();
      }
    }
  }

  /** What is done to an image whose directory is locked. */
  @FunctionalInterface
  interface Use<T> {
    T of(PoolDirectory pool, WorkDirectory image) throws ImageException;
  }

  /**
   * Does {@code use} to the image of {@code order}, with its pool open and its directory locked.
   *
   * @param refused what is thrown, by what is not there, when the pool or the image is not
   */
  static <T> T use(
      Libc libc, ImageOrder order, Function<String, ImageException> refused, Use<T> use)
      throws ImageException {
    Optional<PoolDirectory> opened =
        PoolDirectory.openForWriting(libc, order.pool(), order.place());
    if (opened.isEmpty()) {
      throw refused.apply(order.pool() + " is not there");
    }
    try (PoolDirectory pool = opened.get()) {
      Optional<WorkDirectory> image = lock(libc, pool, order.uid());
      if (image.isEmpty()) {
        throw refused.apply(order.file() + " is not there");
      }
      try (WorkDirectory work = image.get()) {
        return use.of(pool, work);
      }
    }
  }

  /**
   * Takes the lock, with a little patience: a process killed while it was starting qemu-img leaves
   * a copy of its descriptors in the half-made child for a few milliseconds.
   */
  private static boolean locked(Libc libc, Fd fd, int kind) {
    for (int i = 0; i < PATIENCE; i++) {
      try {
        libc.flock(fd, kind | Fcntl.LOCK_NB);
        return true;
      } catch (ErrnoException e) {
        if (e.errno() != Errno.EAGAIN) {
          throw e;
        }
      }
      LockSupport.parkNanos(PAUSE.toNanos());
    }
    return false;
  }

  Fd fd() {
    return fd;
  }

  /** The name it has now. */
  String name() {
    return name;
  }

  /** Gives the directory another name, which must be free. */
  void rename(String to) {
    try {
      libc.renameat2(pool.fd(), name, pool.fd(), to, Fcntl.RENAME_NOREPLACE);
    } catch (ErrnoException e) {
      if (e.errno() != Errno.EINVAL && e.errno() != Errno.ENOSYS) {
        throw e;
      }
      // A file system without the flag (NFS): a directory never replaces anything but an empty one.
      libc.renameat2(pool.fd(), name, pool.fd(), to, 0);
    }
    name = to;
  }

  /**
   * Throws when anything but an image's file is in the directory, or when to remove it as {@code
   * scrubber} does would reach what is elsewhere.
   */
  void requireOnlyOurs(Scrubber scrubber) throws ImageException {
    long mount = libc.statx(fd).mountId();
    for (String entry : entries()) {
      Statx found = libc.statx(fd, entry);
      if (!OUR_FILES.contains(entry) || !found.isRegularFile()) {
        throw inTheWay(pool, name, "holds " + entry + ", which is no image of ours");
      }
      if (found.mountId() != mount) {
        throw inTheWay(pool, name, "holds " + entry + ", over which another file is mounted");
      }
      if (scrubber.reaches(entry) && found.links() > 1) {
        throw inTheWay(
            pool, name, "holds " + entry + ", which has another name that shares its data");
      }
    }
  }

  /** Throws when somebody works with one of the files. */
  void refuseInUse() throws ImageException {
    for (String entry : entries()) {
      try (Fd file = libc.openat2(fd, entry, Kernel.OPEN_WRITE, 0, Kernel.RESOLVE_INSIDE)) {
        InUse.refuse(libc, file, pool.path().resolve(name).resolve(entry));
      }
    }
  }

  /** Overwrites the data of every file, as far as {@code scrubber} does. */
  void scrub(Scrubber scrubber) {
    for (String entry : entries()) {
      scrubber.scrub(fd, entry);
    }
  }

  /** Removes the files and the directory, and makes that durable. */
  void remove(Scrubber scrubber) throws ImageException {
    for (int i = 1; ; i++) {
      requireOnlyOurs(scrubber);
      scrub(scrubber);
      for (String entry : entries()) {
        libc.unlinkat(fd, entry, 0);
      }
      try {
        libc.unlinkat(pool.fd(), name, Fcntl.AT_REMOVEDIR);
        break;
      } catch (ErrnoException e) {
        if (e.errno() != Errno.ENOTEMPTY || i == TRIES) {
          throw e; // else: a qemu-img whose parent was killed has just created its file
        }
      }
    }
    libc.fsync(pool.fd());
  }

  @Override
  public void close() {
    fd.close();
  }

  /**
   * Names in the directory behind {@code fd}; the link under /proc/self/fd cannot be redirected.
   */
  static List<String> entries(Fd fd) {
    List<String> names = new ArrayList<>();
    try (DirectoryStream<Path> all =
        Files.newDirectoryStream(Path.of("/proc/self/fd/" + fd.number()))) {
      all.forEach(entry -> names.add(String.valueOf(entry.getFileName())));
    } catch (IOException | DirectoryIteratorException e) {
      throw new ErrnoException("getdents(" + fd.number() + ")", Errno.EIO);
    }
    names.sort(null);
    return names;
  }

  private List<String> entries() {
    return entries(fd);
  }

  private static boolean sameInode(Libc libc, PoolDirectory pool, String name, Statx opened) {
    try {
      Statx named = libc.statx(pool.fd(), name);
      return named.inode() == opened.inode() && named.device().equals(opened.device());
    } catch (ErrnoException e) {
      if (e.errno() == Errno.ENOENT) {
        return false;
      }
      throw e;
    }
  }

  private static ImageException busy(PoolDirectory pool, String name) {
    return new ImageException(
        ImageException.Kind.InTheWay,
        "Another process is working on "
            + pool.path().resolve(name)
            + " right now; wait until it is done. Nothing was changed.");
  }

  private static ImageException inTheWay(PoolDirectory pool, String name, String what) {
    return new ImageException(
        ImageException.Kind.InTheWay,
        pool.path().resolve(name)
            + " is in the way: it "
            + what
            + ". Look at it and move it away. Nothing was changed.");
  }
}
