package io.diskwright.libc;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Reads the kernel's structures; offsets are those of 64-bit Linux. */
final class StructParser {
  /** sizeof(struct statx); include/uapi/linux/stat.h. */
  static final int STATX_SIZE = 256;

  static final int STATX_BASIC_STATS = 0x7ff;
  static final int STATX_MNT_ID = 0x1000;

  /** Linux 6.1. */
  static final int STATX_DIOALIGN = 0x2000;

  /** Linux 6.11. */
  static final int STATX_WRITE_ATOMIC = 0x10000;

  /** sizeof(struct statfs); include/uapi/asm-generic/statfs.h. */
  static final int STATFS_SIZE = 120;

  private StructParser() {}

  static Statx statx(byte[] answer) {
    ByteBuffer b = checked(answer, STATX_SIZE);
    int mask = b.getInt(0);
    boolean dio = (mask & STATX_DIOALIGN) != 0;
    return new Statx(
        b.getLong(8) & b.getLong(56),
        b.getLong(56),
        Short.toUnsignedInt(b.getShort(28)),
        b.getInt(20),
        b.getInt(24),
        b.getLong(32),
        b.getLong(40),
        b.getLong(48) * 512,
        new Statx.DeviceNumber(b.getInt(136), b.getInt(140)),
        new Statx.DeviceNumber(b.getInt(128), b.getInt(132)),
        (mask & STATX_MNT_ID) != 0 ? b.getLong(144) : 0,
        dio ? b.getInt(152) : -1,
        dio ? b.getInt(156) : -1,
        (mask & STATX_WRITE_ATOMIC) != 0 ? b.getInt(172) : -1,
        b.getInt(16));
  }

  static Statfs statfs(byte[] answer) {
    ByteBuffer b = checked(answer, STATFS_SIZE);
    long fragment = b.getLong(72); // the unit of the counts, where it is not f_bsize
    return new Statfs(
        b.getLong(0) & 0xffffffffL,
        fragment > 0 ? fragment : b.getLong(8),
        b.getLong(16),
        b.getLong(24),
        b.getLong(32),
        b.getLong(56),
        b.getLong(80));
  }

  /**
   * A kernel's answer as a buffer in its byte order.
   *
   * @throws IllegalArgumentException when it is shorter than {@code size}
   */
  static ByteBuffer checked(byte[] answer, int size) {
    if (answer.length < size) {
      throw new IllegalArgumentException("answer of " + answer.length + " bytes, need " + size);
    }
    return ByteBuffer.wrap(answer).order(ByteOrder.nativeOrder());
  }
}
