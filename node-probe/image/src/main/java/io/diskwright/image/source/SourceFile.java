package io.diskwright.image.source;

import static io.diskwright.image.source.RefusedException.require;

import io.diskwright.image.source.Claims.Part;
import io.diskwright.image.source.RefusedException.Why;
import io.diskwright.libc.Fd;
import io.diskwright.libc.Libc;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A file from outside, read in bounded parts: never beyond its end, never more than 2 MiB at once,
 * never more than 512 MiB in all. What of it is spoken for is kept beside.
 */
final class SourceFile {
  /** The largest cluster of qcow2. */
  static final int MOST_AT_ONCE = 2 << 20;

  /** Tables of a qcow2 image with 4 TiB of data in clusters of 64 KiB. */
  static final long MOST_IN_ALL = 512L << 20;

  /** A guest with more is not believed, whatever it is allowed. */
  private static final long MOST_VIRTUAL = 1L << 50;

  private static final int CHUNK = 1 << 20;

  private final Libc libc;
  private final Fd fd;
  private final long size;
  private final ByteOrder order;
  private final long limit;
  private final Claims claims = new Claims(false);
  private long left = MOST_IN_ALL;

  /**
   * Reads {@code fd}, {@code size} bytes long.
   *
   * @param order of the numbers in its tables
   * @param limit bytes the guest may see
   */
  SourceFile(Libc libc, Fd fd, long size, ByteOrder order, long limit) {
    this.libc = libc;
    this.fd = fd;
    this.size = size;
    this.order = order;
    this.limit = limit;
  }

  /** The same file with numbers in another order, nothing read and nothing taken. */
  SourceFile in(ByteOrder other) {
    return new SourceFile(libc, fd, size, other, limit);
  }

  long size() {
    return size;
  }

  Claims claims() {
    return claims;
  }

  /** Takes bytes for {@code part}; the file may end in them, but not before them. */
  void take(long offset, long length, Part part, String what) throws RefusedException {
    if (offset < 0 || length < 0 || offset >= size || length > Claims.MOST_BYTES) {
      throw outside(what, offset);
    }
    claims.take(offset, length, part);
  }

  /** Takes bytes that have to be there whole. */
  void takeWhole(long offset, long length, Part part, String what) throws RefusedException {
    within(offset, length, what);
    claims.take(offset, length, part);
  }

  /** Throws unless these bytes are inside the file. */
  void within(long offset, long length, String what) throws RefusedException {
    if (offset < 0 || length < 0 || offset > size || length > size - offset) {
      throw outside(what, offset);
    }
  }

  /** Throws unless {@code offset} is a multiple of {@code unit}, a power of two. */
  static void aligned(long offset, long unit, String what) throws RefusedException {
    if ((offset & (unit - 1)) != 0) {
      throw new RefusedException(
          Why.Damaged,
          what + " begins at byte " + Long.toUnsignedString(offset) + ", between two clusters");
    }
  }

  /** What the guest sees, if that is neither nothing nor absurd nor more than it may. */
  long virtual(long bytes) throws RefusedException {
    require(bytes != 0, Why.Damaged, "it has no bytes for a guest");
    require(
        bytes > 0 && bytes <= MOST_VIRTUAL,
        Why.Damaged,
        "it claims to be " + Long.toUnsignedString(bytes) + " bytes large, which is absurd");
    require(
        bytes <= limit,
        Why.TooLarge,
        "it is " + bytes + " bytes large, and " + limit + " are allowed");
    return bytes;
  }

  /** Exactly {@code length} bytes at {@code offset}. */
  ByteBuffer at(long offset, long length, String what) throws RefusedException {
    within(offset, length, what);
    require(length <= MOST_AT_ONCE, Why.Damaged, what + " is " + length + " bytes long");
    left -= length;
    require(
        left >= 0,
        Why.TooLarge,
        "its tables are larger than " + (MOST_IN_ALL >> 20) + " MiB, too much to look through");
    byte[] read = libc.pread(fd, (int) length, offset);
    require(read.length == length, Why.Damaged, "it got shorter while it was read");
    return ByteBuffer.wrap(read).order(order);
  }

  /** Numbers of a table. */
  @FunctionalInterface
  interface Visitor {
    void entry(long index, long value) throws RefusedException;
  }

  /** Hands on {@code count} numbers of 64 bits, one after the other. */
  void longs(long offset, long count, String what, Visitor visitor) throws RefusedException {
    table(offset, count, Long.BYTES, what, visitor);
  }

  /** The same of 32 bits without sign. */
  void ints(long offset, long count, String what, Visitor visitor) throws RefusedException {
    table(offset, count, Integer.BYTES, what, visitor);
  }

  private void table(long offset, long count, int bytes, String what, Visitor visitor)
      throws RefusedException {
    if (count < 0 || count > size / bytes) {
      throw outside(what, offset);
    }
    within(offset, count * bytes, what);
    for (long done = 0; done < count; ) {
      long length = Math.min(CHUNK, (count - done) * bytes);
      ByteBuffer chunk = at(offset + done * bytes, length, what);
      while (chunk.hasRemaining()) {
        long value = bytes == Long.BYTES ? chunk.getLong() : chunk.getInt() & 0xffffffffL;
        visitor.entry(done++, value);
      }
    }
  }

  /** Says that something is not in the file. */
  RefusedException outside(String what, long offset) {
    return new RefusedException(
        Why.Damaged,
        what
            + " at byte "
            + Long.toUnsignedString(offset)
            + " is outside the file, which ends at byte "
            + size);
  }
}
