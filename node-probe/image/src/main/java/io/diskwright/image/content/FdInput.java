package io.diskwright.image.content;

import io.diskwright.libc.Errno;
import io.diskwright.libc.ErrnoException;
import io.diskwright.libc.Fd;
import io.diskwright.libc.Libc;
import java.io.IOException;
import java.io.InputStream;

/** The bytes of an open file from its beginning on; closing it leaves the file open. */
final class FdInput extends InputStream {
  private static final int PIECE = 1 << 18;

  private final Libc libc;
  private final Fd fd;
  private final long size;
  private byte[] piece = {};
  private int next;
  private long position;

  FdInput(Libc libc, Fd fd, long size) {
    this.libc = libc;
    this.fd = fd;
    this.size = size;
  }

  @Override
  public int read() throws IOException {
    return filled() ? piece[next++] & 0xff : -1;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    if (!filled()) {
      return -1;
    }
    int count = Math.min(length, piece.length - next);
    System.arraycopy(piece, next, buffer, offset, count);
    next += count;
    return count;
  }

  @Override
  public int available() {
    return (int) Math.min(Integer.MAX_VALUE, piece.length - next + Math.max(0, size - position));
  }

  private boolean filled() throws IOException {
    if (next < piece.length) {
      return true;
    }
    try {
      piece = libc.preadOnce(fd, PIECE, position);
    } catch (ErrnoException e) {
      throw new SupplyException(
          "cannot be read: " + Errno.describe(e.errno()) + "; look at the storage it is on", e);
    }
    next = 0;
    position += piece.length;
    return piece.length > 0;
  }
}
