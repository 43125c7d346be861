package io.diskwright.image;

import io.diskwright.libc.Errno;
import io.diskwright.libc.ErrnoException;
import io.diskwright.libc.Fd;
import io.diskwright.libc.Ioctls;
import io.diskwright.libc.Libc;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes a file's data unreadable before its space is given back: every extent that holds data is
 * overwritten with zeroes and flushed. Extents reserved but never written hold nothing of the
 * file's. Where the file system writes elsewhere than it overwrites (btrfs without {@code nocow}),
 * the old blocks stay until they are used again or discarded.
 */
interface Scrubber {
  /** Leaves the data to the file system, which hands out freed space as zeroes. */
  Scrubber NONE = (dir, name) -> {};

  /** Overwrites the data of the file {@code name} in {@code dir}. */
  void scrub(Fd dir, String name);

  /** Overwrites with zeroes by {@code zeroes}. */
  static Scrubber overwriting(Libc libc, ZeroWriter zeroes) {
    return (dir, name) -> {
      int flags = Kernel.OPEN_WRITE;
      try (Fd file = libc.openat2(dir, name, flags, 0, Kernel.RESOLVE_INSIDE)) {
        long size = libc.statx(file).size();
        for (Extent extent : Extents.written(libc, file, size)) {
          zeroes.overwrite(
              dir, name, extent.offset(), Math.min(extent.length(), size - extent.offset()));
        }
        libc.fsync(file);
      }
    };
  }

  /** A range of a file that holds data, in bytes. */
  record Extent(long offset, long length) {}

  /** Which ranges of a file hold data; FS_IOC_FIEMAP of linux/fiemap.h. */
  final class Extents {
    private static final int FIEMAP_FLAG_SYNC = 1;
    private static final int FIEMAP_EXTENT_LAST = 0x1;
    private static final int FIEMAP_EXTENT_UNWRITTEN = 0x800;
    private static final int HEADER = 32;
    private static final int ENTRY = 56;
    private static final int BATCH = 256;

    private Extents() {}

    /** The written ranges below {@code size}; all of it where the file system cannot say. */
    static List<Extent> written(Libc libc, Fd file, long size) {
      List<Extent> found = new ArrayList<>();
      long from = 0;
      while (from < size) {
        ByteBuffer map = ByteBuffer.allocate(HEADER + BATCH * ENTRY).order(ByteOrder.nativeOrder());
        map.putLong(0, from).putLong(8, size - from).putInt(16, FIEMAP_FLAG_SYNC).putInt(24, BATCH);
        try {
          libc.ioctl(file, Ioctls.FS_IOC_FIEMAP, map.array());
        } catch (ErrnoException e) {
          if (e.errno() == Errno.EOPNOTSUPP || e.errno() == Errno.ENOTTY) {
            return List.of(new Extent(0, size));
          }
          throw e;
        }
        int mapped = map.getInt(20);
        if (mapped == 0) {
          break;
        }
        int flags = 0;
        for (int i = 0; i < mapped; i++) {
          int at = HEADER + i * ENTRY;
          long offset = map.getLong(at);
          long length = map.getLong(at + 16);
          flags = map.getInt(at + 40);
          if ((flags & FIEMAP_EXTENT_UNWRITTEN) == 0 && offset < size) {
            found.add(new Extent(offset, length));
          }
          from = offset + length;
        }
        if ((flags & FIEMAP_EXTENT_LAST) != 0) {
          break;
        }
      }
      return found;
    }
  }
}
