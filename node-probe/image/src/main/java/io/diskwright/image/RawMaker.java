package io.diskwright.image;

import io.diskwright.libc.Errno;
import io.diskwright.libc.ErrnoException;
import io.diskwright.libc.Falloc;
import io.diskwright.libc.Fd;
import io.diskwright.libc.Fsxattr;
import io.diskwright.libc.InodeFlags;
import io.diskwright.libc.Libc;
import java.util.Map;

/** Makes raw images by system calls alone: no process is started, whatever the policy. */
final class RawMaker {
  private static final long RESERVE_PIECE = 64L << 30;

  private final Libc libc;
  private final ZeroWriter zeroes;

  RawMaker(Libc libc, ZeroWriter zeroes) {
    this.libc = libc;
    this.zeroes = zeroes;
  }

  /** What a new file is filled with. */
  @FunctionalInterface
  interface Body {
    /** Holds nothing. */
    Body BLANK = (file, dense) -> 0;

    /**
     * Writes it from the beginning of {@code file} on.
     *
     * @param dense up to here zeroes are written, too
     * @return where it ends
     */
    long write(Fd file, long dense) throws ImageException;
  }

  /** Makes the file of {@code order} in {@code dir}; it is not flushed yet. */
  void make(ImageOrder order, Fd dir, Ticker ticker) throws ImageException {
    make(order, dir, ticker, Body.BLANK);
  }

  /** The same, filled with {@code body}. */
  void make(ImageOrder order, Fd dir, Ticker ticker, Body body) throws ImageException {
    try (Fd file = create(order, dir)) {
      libc.ftruncate(file, order.sizeBytes());
      long required = order.requiredBytes();
      boolean reserved = required == 0 || reserve(file, 0, required, ticker);
      long dense = order.written() || !reserved ? required : 0;
      long start = body.write(file, dense);
      if (start < dense) {
        zeroes.write(
            file,
            dir,
            order.fileName(),
            start,
            dense - start,
            done -> ticker.tick("writing zeroes", done, dense - start));
      }
    }
  }

  /** An empty file with the attributes ordered. */
  Fd create(ImageOrder order, Fd dir) {
    Fd file = libc.openat2(dir, order.fileName(), Kernel.CREATE, 0600, Kernel.RESOLVE_INSIDE);
    boolean kept = false;
    try {
      setAttributes(order.options(), file);
      kept = true;
      return file;
    } finally {
      if (!kept) {
        file.close();
      }
    }
  }

  /**
   * Reserves {@code length} bytes from {@code start} on without changing the file's size.
   *
   * @return false when the file system cannot reserve space
   */
  boolean reserve(Fd file, long start, long length, Ticker ticker) throws ImageException {
    for (long at = 0; at < length; at += RESERVE_PIECE) {
      try {
        libc.fallocate(file, Falloc.KEEP_SIZE, start + at, Math.min(RESERVE_PIECE, length - at));
      } catch (ErrnoException e) {
        if (e.errno() == Errno.EOPNOTSUPP) {
          return false;
        }
        throw e;
      }
      ticker.tick("reserving space", Math.min(length, at + RESERVE_PIECE), length);
    }
    return true;
  }

  /** Attributes that a file takes only while it is empty. */
  private void setAttributes(Map<String, String> options, Fd file) {
    if ("on".equals(options.get(OrderRules.NOCOW))) {
      InodeFlags.set(libc, file, InodeFlags.get(libc, file) | InodeFlags.NOCOW);
    }
    long hint = Long.parseLong(options.getOrDefault(OrderRules.EXTENT_SIZE_HINT, "0"));
    if (hint > 0) {
      Fsxattr.get(libc, file).withExtentSize(Math.toIntExact(hint)).set(libc, file);
    }
  }
}
