package io.diskwright.image;

import io.diskwright.libc.Errno;
import io.diskwright.libc.ErrnoException;
import io.diskwright.libc.Fd;
import io.diskwright.libc.Fiemap;
import io.diskwright.libc.Libc;
import io.diskwright.libc.Statx;
import java.util.List;
import java.util.Optional;

/**
 * Makes a file's data unreadable before its space is given back: every extent that holds data is
 * overwritten with zeroes and flushed. Of an encrypted image that is the LUKS header with all keys.
 * Extents reserved but never written hold nothing of the file's. Where the file system writes
 * elsewhere than it overwrites (btrfs without {@code nocow}), the old blocks stay until they are
 * used again or discarded.
 */
interface Scrubber {
  /** Overwrites the data of the file {@code name} in {@code dir}. */
  void scrub(Fd dir, String name);

  /** Whether it changes the data of a file of this name. */
  default boolean reaches(String name) {
    return true;
  }

  /**
   * One for files of one name; the data of all others is left to the file system, which hands out
   * freed space as zeroes.
   */
  record Only(String name, Scrubber scrubber) implements Scrubber {
    @Override
    public boolean reaches(String other) {
      return other.equals(name);
    }

    @Override
    public void scrub(Fd dir, String other) {
      if (reaches(other)) {
        scrubber.scrub(dir, other);
      }
    }
  }

  /** Overwrites with zeroes by {@code zeroes}. */
  static Scrubber overwriting(Libc libc, ZeroWriter zeroes) {
    return (dir, name) -> {
      int flags = Kernel.OPEN_WRITE;
      try (Fd file = libc.openat2(dir, name, flags, 0, Kernel.RESOLVE_INSIDE)) {
        Statx opened = libc.statx(file);
        if (!opened.isRegularFile() || opened.links() > 1) {
          throw new ErrnoException(
              "overwriting " + name + ", which is not ours alone", Errno.EBUSY);
        }
        long size = opened.size();
        if (size == 0) {
          return;
        }
        Optional<Extent> keys = LuksHeader.keys(libc, file, name, size);
        if (keys.isPresent()) { // without them, what was encrypted is noise
          zeroes.overwrite(file, keys.get().offset(), keys.get().length());
        } else {
          for (Extent extent : written(libc, file, size)) {
            zeroes.overwrite(
                file, extent.offset(), Math.min(extent.length(), size - extent.offset()));
          }
        }
        libc.fsync(file);
      }
    };
  }

  /** A range of a file that holds data, in bytes. */
  record Extent(long offset, long length) {}

  /** The written ranges below {@code size}; all of it where the file system cannot say. */
  private static List<Extent> written(Libc libc, Fd file, long size) {
    try {
      return Fiemap.read(libc, file, 0, size, Fiemap.SYNC).stream()
          .filter(extent -> !extent.unwritten() && extent.logical() < size)
          .map(extent -> new Extent(extent.logical(), extent.length()))
          .toList();
    } catch (ErrnoException e) {
      if (e.errno() == Errno.EOPNOTSUPP || e.errno() == Errno.ENOTTY) {
        return List.of(new Extent(0, size));
      }
      throw e;
    }
  }
}
