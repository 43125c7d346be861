package io.diskwright.image;

import io.diskwright.libc.Errno;
import io.diskwright.libc.ErrnoException;
import io.diskwright.libc.Fcntl;
import io.diskwright.libc.Fd;
import io.diskwright.libc.Libc;

/**
 * Writes zeroes in 8 MiB pieces past the page cache (O_DIRECT), or through it where the file system
 * has no O_DIRECT.
 */
final class ZeroWriter {
  /** Hears how many bytes are done; throws to stop. */
  interface Heard {
    void at(long done) throws ImageException;
  }

  private static final int PIECE = 8 << 20;

  /** Serves every logical block size in use. */
  private static final int ALIGNMENT = 4096;

  private final Libc libc;

  ZeroWriter(Libc libc) {
    this.libc = libc;
  }

  /**
   * Writes {@code length} zero bytes from {@code start} on to the file {@code name} in {@code dir}.
   */
  void write(Fd dir, String name, long start, long length, Heard heard) throws ImageException {
    long head = Math.min(length, Math.floorMod(-start, ALIGNMENT));
    long aligned = length - (start + length) % ALIGNMENT;
    long done = 0;
    try (Fd direct = open(dir, name, true);
        Fd cached = open(dir, name, false)) {
      Fd through = direct;
      while (done < length) {
        boolean whole = done >= head && done < aligned;
        Fd by = whole ? through : cached;
        long end = done < head ? head : whole ? aligned : length;
        int piece = (int) Math.min(PIECE, end - done);
        try {
          done += step(by, piece, start + done);
        } catch (ErrnoException e) {
          if (e.errno() != Errno.EINVAL || by == cached) {
            throw e;
          }
          through = cached; // opened, but does not work: FUSE and others
        }
        heard.at(done);
      }
    }
  }

  /** Overwrites a range that holds data. */
  void overwrite(Fd dir, String name, long offset, long length) {
    long end = offset + length;
    try (Fd cached = open(dir, name, false)) {
      for (long at = offset; at < end; ) {
        at += step(cached, (int) Math.min(PIECE, end - at), at);
      }
      libc.fsync(cached);
    }
  }

  private int step(Fd file, int length, long offset) {
    int written = libc.pwriteZeroesAligned(file, length, ALIGNMENT, offset);
    if (written <= 0) {
      throw new ErrnoException("pwrite(zeroes, " + offset + ") wrote nothing", Errno.EIO);
    }
    return written;
  }

  private Fd open(Fd dir, String name, boolean direct) {
    int flags = Kernel.OPEN_WRITE;
    try {
      return libc.openat2(
          dir, name, direct ? flags | Fcntl.O_DIRECT : flags, 0, Kernel.RESOLVE_INSIDE);
    } catch (ErrnoException e) {
      if (direct && e.errno() == Errno.EINVAL) {
        return open(dir, name, false);
      }
      throw e;
    }
  }
}
