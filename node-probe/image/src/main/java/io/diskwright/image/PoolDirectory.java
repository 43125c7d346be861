package io.diskwright.image;

import io.diskwright.libc.Errno;
import io.diskwright.libc.ErrnoException;
import io.diskwright.libc.Fd;
import io.diskwright.libc.FilesystemId;
import io.diskwright.libc.Libc;
import io.diskwright.libc.Marker;
import io.diskwright.libc.MarkerFile;
import io.diskwright.libc.Statx;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The directory images are kept in, held open: everything below goes by this descriptor, so that
 * renaming or mounting over the path afterwards changes nothing.
 */
final class PoolDirectory implements AutoCloseable {
  /** sys/statvfs.h. */
  private static final long ST_RDONLY = 1;

  private static final int STICKY = 01000;
  private static final int OTHERS_WRITE = 02;
  private static final int GROUP_WRITE = 020;

  private final Libc libc;
  private final Path path;
  private final Fd fd;

  private PoolDirectory(Libc libc, Path path, Fd fd) {
    this.libc = libc;
    this.path = path;
    this.fd = fd;
  }

  /** Opens the pool, making it (its last component only) with mode 0700 when it is missing. */
  static PoolDirectory openOrCreate(Libc libc, Path pool, PlaceIdentity identity)
      throws ImageException {
    Optional<PoolDirectory> there = openForWriting(libc, pool, identity);
    if (there.isPresent()) {
      return there.get();
    }
    create(libc, pool.normalize(), identity);
    return openForWriting(libc, pool, identity)
        .orElseThrow(() -> wrong(pool, "was removed as soon as it was made", "try again"));
  }

  /** Opens the pool if it is there, and checks that we may change it: ours, writable, the same. */
  static Optional<PoolDirectory> openForWriting(Libc libc, Path pool, PlaceIdentity identity)
      throws ImageException {
    Optional<PoolDirectory> opened = open(libc, pool);
    if (opened.isPresent()) {
      PoolDirectory there = opened.get();
      try {
        requireWritable(libc, there.fd, there.path);
        requireIdentity(libc, there.fd, there.path, identity);
      } catch (ErrnoException e) {
        there.close();
        throw untouched(e, "looking at the pool", there.path);
      } catch (ImageException e) {
        there.close();
        throw e;
      }
    }
    return opened;
  }

  /**
   * Opens the pool and checks that it is ours.
   *
   * @return empty when there is no such directory
   */
  static Optional<PoolDirectory> open(Libc libc, Path pool) throws ImageException {
    Path path = pool.normalize();
    Fd fd;
    try {
      fd = libc.openat2(Fd.CWD, path.toString(), Kernel.OPEN_DIRECTORY, 0, Kernel.RESOLVE_PLAIN);
    } catch (ErrnoException e) {
      if (e.errno() == Errno.ENOENT) {
        return Optional.empty();
      }
      throw unopened(e, path);
    }
    PoolDirectory opened = new PoolDirectory(libc, path, fd);
    try {
      opened.checkOwner();
      return Optional.of(opened);
    } catch (ErrnoException e) {
      opened.close();
      throw untouched(e, "looking at the pool", path);
    } catch (ImageException e) {
      opened.close();
      throw e;
    }
  }

  Fd fd() {
    return fd;
  }

  Path path() {
    return path;
  }

  /** Bytes an ordinary user may still allocate here. */
  long availableBytes() {
    var statfs = libc.fstatfs(fd);
    return statfs.availableBlocks() * statfs.blockSize();
  }

  /**
   * The UUID of the marker found here.
   *
   * @throws ImageException when it was made on another file system, and so was copied here
   */
  String ownMarker(Marker found) throws ImageException {
    String filesystem = FilesystemId.of(libc, fd);
    if (Marker.isUuid(found.filesystem())
        && Marker.isUuid(filesystem)
        && !found.filesystem().equals(filesystem)) {
      throw wrong(
          path,
          "is on file system "
              + filesystem
              + ", but its identity "
              + found.uuid()
              + " was made on "
              + found.filesystem()
              + ": it was copied here",
          "remove " + path.resolve(MarkerFile.NAME) + " to accept this place as a new one");
    }
    return found.uuid();
  }

  /** Opens the directory {@code name} in the pool. */
  Fd openDirectory(String name) {
    return libc.openat2(fd, name, Kernel.OPEN_DIRECTORY, 0, Kernel.RESOLVE_INSIDE);
  }

  @Override
  public void close() {
    fd.close();
  }

  private void checkOwner() throws ImageException {
    Statx statx = libc.statx(fd);
    int self = libc.geteuid();
    if (statx.uid() != self) {
      throw wrong(
          path,
          "belongs to user "
              + statx.uid()
              + " and we are user "
              + self
              + ": it is not ours to write",
          "give a directory of your own, or run as its owner");
    }
    boolean sticky = (statx.mode() & STICKY) != 0; // then others cannot touch what is ours
    if ((statx.mode() & OTHERS_WRITE) != 0 && !sticky) {
      throw wrong(
          path,
          "can be written by every user, who could put other files in the place of the images",
          "run chmod o-w " + path);
    }
    // A user may have a group of his own, root has not: those of another group are somebody else.
    boolean othersToo = self == 0 && statx.gid() != 0 && (statx.mode() & GROUP_WRITE) != 0;
    if (othersToo && !sticky) {
      throw wrong(
          path,
          "can be written by the group "
              + statx.gid()
              + ", whose members could put other files in the place of the images",
          "run chmod g-w " + path);
    }
  }

  /** How the pool differs from {@code wanted}; empty when it does not. */
  Optional<String> difference(PlaceIdentity wanted) {
    return wanted.difference(libc, fd);
  }

  /**
   * Makes sure that a pool that is missing is not only not mounted.
   *
   * @throws ImageException when the file system it would be on is another one than {@code identity}
   */
  static void requireAbsent(Libc libc, Path pool, PlaceIdentity identity) throws ImageException {
    Path parent = pool.normalize().getParent();
    while (parent != null) {
      try (Fd above =
          libc.openat2(Fd.CWD, parent.toString(), Kernel.OPEN_DIRECTORY, 0, Kernel.RESOLVE_PLAIN)) {
        requireSame(pool, identity.otherFilesystem(libc, above, false));
        return;
      } catch (ErrnoException e) {
        if (e.errno() != Errno.ENOENT) {
          throw unopened(e, parent);
        }
        parent = parent.getParent();
      }
    }
  }

  private static void requireWritable(Libc libc, Fd fd, Path path) throws ImageException {
    if ((libc.fstatfs(fd).flags() & ST_RDONLY) != 0) {
      throw wrong(path, "is on a read-only file system", "mount it writable, or choose another");
    }
  }

  private static void requireIdentity(Libc libc, Fd fd, Path path, PlaceIdentity wanted)
      throws ImageException {
    requireSame(path, wanted.difference(libc, fd));
  }

  private static void requireSame(Path path, Optional<String> difference) throws ImageException {
    if (difference.isPresent()) {
      throw wrong(path, difference.get(), "mount the right one, or probe and plan again");
    }
  }

  private static void create(Libc libc, Path path, PlaceIdentity identity) throws ImageException {
    Path parent = path.getParent();
    Path name = path.getFileName();
    if (parent == null || name == null) {
      throw wrong(path, "cannot be a pool", "give a directory of its own");
    }
    try (Fd above =
        libc.openat2(Fd.CWD, parent.toString(), Kernel.OPEN_DIRECTORY, 0, Kernel.RESOLVE_PLAIN)) {
      requireWritable(libc, above, parent);
      requireSame(path, identity.otherFilesystem(libc, above, false));
      if (!identity.marker().isEmpty()) {
        throw wrong(
            path,
            "is missing, and with it its identity " + identity.marker(),
            "bring the directory back, or probe and plan again");
      }
      libc.mkdirat(above, name.toString(), 0700);
      libc.fsync(above);
    } catch (ErrnoException e) {
      if (e.errno() == Errno.EEXIST) {
        return; // somebody was faster; it is looked at next
      }
      if (e.errno() == Errno.ENOENT) {
        throw wrong(
            path,
            "is missing, and so is the directory " + parent + " it would be made in",
            "make that directory, or mount what belongs there");
      }
      throw unopened(e, path);
    }
  }

  private static ImageException unopened(ErrnoException e, Path path) {
    return switch (e.errno()) {
      case Errno.ELOOP ->
          wrong(
              path,
              "is, or lies behind, a symbolic link, which somebody could point elsewhere",
              "give the directory by its real path (realpath " + path + ")");
      case Errno.ENOTDIR ->
          wrong(path, "is not a directory, or is a symbolic link", "give a directory");
      default -> untouched(e, "opening the pool", path);
    };
  }

  private static ImageException untouched(ErrnoException e, String doing, Path path) {
    return Trouble.with(Trouble.of(e, doing, path), " Nothing was written.");
  }

  static ImageException wrong(Path path, String what, String advice) {
    return new ImageException(
        ImageException.Kind.WrongPlace,
        "The pool " + path + " " + what + "; " + advice + ". Nothing was written.");
  }
}
