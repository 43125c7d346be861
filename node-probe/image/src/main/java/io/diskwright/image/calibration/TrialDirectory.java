package io.diskwright.image.calibration;

import io.diskwright.image.ImageException;
import io.diskwright.image.ImageOrder;
import io.diskwright.image.PlaceIdentity;
import io.diskwright.libc.Errno;
import io.diskwright.libc.ErrnoException;
import io.diskwright.libc.Fcntl;
import io.diskwright.libc.Fd;
import io.diskwright.libc.FilesystemId;
import io.diskwright.libc.Libc;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.UUID;

/**
 * A directory of this process below a target, for one image at a time that is only tried. It is
 * locked while this process lives; {@link Leftovers} removes those that nobody holds.
 */
final class TrialDirectory implements AutoCloseable {
  static final String PREFIX = ".diskwright-calibration.";
  static final String SOCKET = "nbd";

  private static final int TRIES = 8;
  private static final SecureRandom NAMES = new SecureRandom();

  private final Libc libc;
  private final Path path;
  private final PlaceIdentity place;
  private final Fd target;
  private final Fd fd;
  private final String uid = UUID.randomUUID().toString();

  private TrialDirectory(Libc libc, Path path, PlaceIdentity place, Fd target, Fd fd) {
    this.libc = libc;
    this.path = path;
    this.place = place;
    this.target = target;
    this.fd = fd;
  }

  /**
   * Makes one in {@code target}, mode 0700, and takes its lock.
   *
   * @param place what the target must still be
   * @throws ImageException when it is another one
   */
  static TrialDirectory make(Libc libc, Path target, PlaceIdentity place) throws ImageException {
    Fd above = Leftovers.open(libc, target, place);
    TrialDirectory made = null;
    try {
      PlaceIdentity here = new PlaceIdentity(FilesystemId.of(libc, above), "", "");
      for (int i = 1; made == null; i++) {
        byte[] suffix = new byte[4];
        NAMES.nextBytes(suffix);
        String name = PREFIX + HexFormat.of().formatHex(suffix);
        libc.mkdirat(above, name, 0700);
        try {
          made =
              new TrialDirectory(
                  libc, target.resolve(name), here, above, locked(libc, above, name));
        } catch (ErrnoException e) {
          if (i == TRIES || (e.errno() != Errno.EAGAIN && e.errno() != Errno.ENOENT)) {
            removed(libc, above, name);
            throw e;
          }
        }
      }
      return made;
    } finally {
      if (made == null) {
        above.close();
      }
    }
  }

  private static Fd locked(Libc libc, Fd above, String name) {
    Fd fd = libc.openat2(above, name, Leftovers.DIRECTORY, 0, Leftovers.INSIDE);
    try {
      libc.flock(fd, Fcntl.LOCK_EX | Fcntl.LOCK_NB);
      libc.statx(above, name); // or another run took it for a leftover before it was locked
      return fd;
    } catch (ErrnoException e) {
      fd.close();
      throw e;
    }
  }

  private static void removed(Libc libc, Fd above, String name) {
    try {
      libc.unlinkat(above, name, Fcntl.AT_REMOVEDIR);
    } catch (ErrnoException e) {
      // its name says what it is, and the next run removes it
    }
  }

  /** What the place of the images that are tried must still be. */
  PlaceIdentity place() {
    return place;
  }

  /** Its path, the pool of the images that are tried. */
  Path path() {
    return path;
  }

  /** The name of every image here; there is one at a time. */
  String uid() {
    return uid;
  }

  /** By the descriptor, not the path: short, and renaming the directory sends nobody elsewhere. */
  String link(String name) {
    return "/proc/" + ProcessHandle.current().pid() + "/fd/" + fd.number() + "/" + name;
  }

  /** Where a server listens. */
  Path socket() {
    return Path.of(link(SOCKET));
  }

  /** The file of {@code order}, for a child process. */
  String fileOf(ImageOrder order) {
    return link(order.uid() + "/" + order.fileName());
  }

  /** Bytes allocated to the image's file, after a flush. */
  long allocatedBytes(ImageOrder order) {
    String name = order.uid() + "/" + order.fileName();
    int flags = Fcntl.O_RDWR | Fcntl.O_NOFOLLOW | Fcntl.O_CLOEXEC;
    try (Fd file = libc.openat2(fd, name, flags, 0, Leftovers.INSIDE)) {
      libc.fsync(file);
      return libc.statx(file).allocatedBytes();
    }
  }

  /** Bytes an ordinary user may still allocate here. */
  long freeBytes() {
    var statfs = libc.fstatfs(fd);
    return statfs.availableBlocks() * statfs.blockSize();
  }

  /** Removes the image, if there is one. */
  void clear() {
    Leftovers.empty(libc, fd);
  }

  /** Leaves nothing. What cannot be removed now, the next run removes. */
  @Override
  public void close() {
    try {
      clear();
      libc.unlinkat(target, String.valueOf(path.getFileName()), Fcntl.AT_REMOVEDIR);
    } catch (ErrnoException e) {
      // its name says what it is, and its lock that nobody needs it
    } finally {
      fd.close();
      target.close();
    }
  }
}
