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
   * Writes {@code length} zero bytes from {@code start} on to {@code file}, which is {@code name}
   * in {@code dir}.
   */
  void write(Fd file, Fd dir, String name, long start, long length, Heard heard)
      throws ImageException {
    long head = Math.min(length, Math.floorMod(-start, ALIGNMENT));
    long aligned = length - (start + length) % ALIGNMENT;
    long done = 0;
    try (Fd direct = direct(file, dir, name)) {
      Fd through = direct;
      while (done < length) {
        boolean whole = done >= head && done < aligned;
        Fd by = whole ? through : file;
        long end = done < head ? head : whole ? aligned : length;
        int piece = (int) Math.min(PIECE, end - done);
        try {
          done += step(by, piece, start + done);
        } catch (ErrnoException e) {
          if (e.errno() != Errno.EINVAL || by == file) {
            throw e;
          }
          through = file; // opened, but does not work: FUSE and others
        }
        heard.at(done);
      }
    }
  }

  /** Overwrites a range of {@code file} that holds data; it is not flushed yet. */
  void overwrite(Fd file, long offset, long length) {
    long end = offset + length;
    for (long at = offset; at < end; ) {
      at += step(file, (int) Math.min(PIECE, end - at), at);
    }
  }

  private int step(Fd file, int length, long offset) {
    int written = libc.pwriteZeroesAligned(file, length, ALIGNMENT, offset);
    if (written <= 0) {
      throw new ErrnoException("pwrite(zeroes, " + offset + ") wrote nothing", Errno.EIO);
    }
    return written;
  }

  /** The same file past the page cache, or through it where there is no other way. */
  private Fd direct(Fd file, Fd dir, String name) {
    Fd direct;
    try {
      direct =
          libc.openat2(dir, name, Kernel.OPEN_WRITE | Fcntl.O_DIRECT, 0, Kernel.RESOLVE_INSIDE);
    } catch (ErrnoException e) {
      if (e.errno() != Errno.EINVAL) {
        throw e;
      }
      direct = libc.openat2(dir, name, Kernel.OPEN_WRITE, 0, Kernel.RESOLVE_INSIDE);
    }
    boolean same = false;
    try {
      same = libc.statx(direct).inode() == libc.statx(file).inode();
    } finally {
      if (!same) {
        direct.close();
      }
    }
    if (!same) {
      throw new ErrnoException("open(" + name + "), which was replaced meanwhile", Errno.ESTALE);
    }
    return direct;
  }
}
