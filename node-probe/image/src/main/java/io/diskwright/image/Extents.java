package io.diskwright.image;

import io.diskwright.libc.Errno;
import io.diskwright.libc.ErrnoException;
import io.diskwright.libc.Fd;
import io.diskwright.libc.Fiemap;
import io.diskwright.libc.Libc;
import java.util.Optional;

/**
 * How a file's space lies on its file system: what st_blocks cannot tell.
 *
 * @param count extents
 * @param mappedBytes with a place inside the file's size; blocks behind its end hold no data of it
 * @param unwrittenBytes of those, reserved and never written
 * @param sharedBytes of those, shared with another file: to write to them takes new space
 * @param delayedBytes of those, written but not yet given a place
 * @param complete whether all of the file was looked at
 */
record Extents(
    int count,
    long mappedBytes,
    long unwrittenBytes,
    long sharedBytes,
    long delayedBytes,
    boolean complete) {
  /** More are not counted: an image in a million pieces has other troubles. */
  private static final int MOST = 1 << 20;

  /**
   * Looks; empty where the file system does not tell.
   *
   * @throws ErrnoException when it tells otherwise, and could not now
   */
  static Optional<Extents> of(Libc libc, Fd file, long size) {
    Sum sum = new Sum(size);
    try {
      Fiemap.read(libc, file, 0, size, 0, sum::add);
    } catch (ErrnoException e) {
      if (e.errno() == Errno.EOPNOTSUPP || e.errno() == Errno.ENOTTY || e.errno() == Errno.EINVAL) {
        return Optional.empty();
      }
      throw e;
    }
    return Optional.of(
        new Extents(sum.count, sum.mapped, sum.unwritten, sum.shared, sum.delayed, !sum.cut));
  }

  private static final class Sum {
    private final long size;
    private int count;
    private long mapped;
    private long unwritten;
    private long shared;
    private long delayed;
    private boolean cut;

    Sum(long size) {
      this.size = size;
    }

    boolean add(Fiemap.Extent extent) {
      if (count == MOST) {
        cut = true;
        return false;
      }
      long bytes =
          Math.max(0, Math.min(size, extent.logical() + extent.length()) - extent.logical());
      count++;
      mapped += bytes;
      unwritten += extent.unwritten() ? bytes : 0;
      shared += extent.shared() ? bytes : 0;
      delayed += extent.delayed() ? bytes : 0;
      return true;
    }
  }

  /** Such as {@code FIEMAP (3 extents, 1048576 bytes unwritten)}. */
  String described() {
    StringBuilder text = new StringBuilder("FIEMAP (");
    text.append(count).append(count == 1 ? " extent" : " extents");
    add(text, unwrittenBytes, "unwritten");
    add(text, sharedBytes, "shared");
    add(text, delayedBytes, "not yet placed");
    return text.append(')').toString();
  }

  private static void add(StringBuilder text, long bytes, String what) {
    if (bytes > 0) {
      text.append(", ").append(bytes).append(" bytes ").append(what);
    }
  }
}
