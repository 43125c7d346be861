package io.diskwright.probe;

import io.diskwright.libc.Errno;
import io.diskwright.libc.ErrnoException;
import io.diskwright.libc.Fd;
import io.diskwright.libc.Libc;
import org.jspecify.annotations.Nullable;

/**
 * Writes one block to the disk itself and reads it back, past the page cache, which goes on
 * answering for a disk that has failed. Once in each whole probe, without a flush; in a nameless
 * file. For places with a block device below: memory cannot fail so, and a server's disks are not
 * seen from here.
 */
final class WriteTrial {
  private static final int LARGEST = 64 << 10;

  /** As memory has to be aligned for any device. */
  private static final int PAGE = 4096;

  private WriteTrial() {}

  /** Why nothing that is written gets to the disk and back; null when it does. */
  static @Nullable ErrnoException failure(Place place) {
    try {
      Fd file;
      try {
        file = place.scratch().direct();
      } catch (ErrnoException e) {
        if (e.errno() != Errno.EINVAL && e.errno() != Errno.EOPNOTSUPP) {
          throw e;
        }
        return throughTheCache(place, place.scratch().create(0));
      }
      int said = place.libc().statx(file).dioOffsetAlignment();
      return said == 0 ? throughTheCache(place, file) : past(place, file, said);
    } catch (ScratchUnavailable e) {
      return e.why();
    } catch (ErrnoException e) {
      return e;
    }
  }

  private static @Nullable ErrnoException past(Place place, Fd file, int alignment) {
    Libc libc = place.libc();
    int size = Math.clamp(Math.max(place.scratch().block(), alignment), 512, LARGEST);
    String what = "pwrite(O_DIRECT, " + size + ")";
    try {
      int written = libc.pwriteZeroesAligned(file, size, Math.min(size, PAGE), 0);
      if (written != size) {
        return new ErrnoException(what + " = " + written, Errno.EIO);
      }
      what = "pread(O_DIRECT, " + size + ")";
      int read = libc.preadAligned(file, size, Math.min(size, PAGE), 0);
      return read == size ? null : new ErrnoException(what + " = " + read, Errno.EIO);
    } catch (ErrnoException e) {
      // A size that does not suit, as of a kernel that does not say which one does.
      return e.errno() == Errno.EINVAL
          ? throughTheCache(place, file)
          : new ErrnoException(what, e.errno());
    }
  }

  /** Costs a flush, where direct I/O is not to be had. */
  private static @Nullable ErrnoException throughTheCache(Place place, Fd file) {
    place.libc().pwrite(file, new byte[1], 0);
    place.libc().fsync(file);
    return null;
  }
}
