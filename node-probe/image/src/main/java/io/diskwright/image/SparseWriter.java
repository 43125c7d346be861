package io.diskwright.image;

import io.diskwright.libc.Fd;
import io.diskwright.libc.Libc;
import java.util.Arrays;

/**
 * Writes to a new file, front to back, and leaves out blocks of zeroes: what is a hole stays one,
 * and what is reserved stays reserved. Not for use by several threads.
 */
public final class SparseWriter {
  /** What is left out is a multiple of this. */
  public static final int BLOCK = 4096;

  /** The best length of what is written at once; a multiple of {@link #BLOCK}. */
  public static final int PIECE = 1 << 20;

  private static final byte[] ZEROES = new byte[BLOCK];

  private final Libc libc;
  private final Fd file;
  private final long dense;
  private long position;

  /** To {@code file}, from its beginning on. */
  public SparseWriter(Libc libc, Fd file) {
    this(libc, file, 0);
  }

  /**
   * To {@code file}, from its beginning on.
   *
   * @param dense up to here zeroes are written, too
   */
  SparseWriter(Libc libc, Fd file, long dense) {
    this.libc = libc;
    this.file = file;
    this.dense = dense;
  }

  /** Writes the first {@code length} bytes, of which nothing is changed. */
  public void write(byte[] bytes, int length) {
    int run = -1;
    for (int i = 0; i < length; i += BLOCK) {
      boolean kept = position + i < dense || !isZero(bytes, i, Math.min(length, i + BLOCK));
      if (kept && run < 0) {
        run = i;
      } else if (!kept && run >= 0) {
        put(bytes, run, i);
        run = -1;
      }
    }
    if (run >= 0) {
      put(bytes, run, length);
    }
    position += length;
  }

  /** Leaves {@code length} bytes out. */
  void skip(long length) {
    position += length;
  }

  /** Bytes so far, those left out among them. */
  public long position() {
    return position;
  }

  /** Makes the file as long as what was written, if it ends with zeroes. */
  public void end() {
    if (libc.statx(file).size() < position) {
      libc.ftruncate(file, position);
    }
  }

  private void put(byte[] bytes, int from, int to) {
    boolean whole = from == 0 && to == bytes.length;
    libc.pwrite(file, whole ? bytes : Arrays.copyOfRange(bytes, from, to), position + from);
  }

  /** Whether these at most {@link #BLOCK} bytes are zeroes. */
  public static boolean isZero(byte[] bytes, int from, int to) {
    return Arrays.equals(bytes, from, to, ZEROES, 0, to - from);
  }
}
