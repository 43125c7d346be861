package io.diskwright.probe;

import java.nio.ByteBuffer;

/** struct file_dedupe_range with one destination; include/uapi/linux/fs.h. */
final class DedupeRange {
  private static final int SIZE = 24 + 32;

  /** FILE_DEDUPE_RANGE_SAME. */
  private static final int SAME = 0;

  private DedupeRange() {}

  /**
   * What became of the destination.
   *
   * @param status 0 equal and shared, 1 different, negative errno
   * @param bytes how many are shared
   */
  record Result(long bytes, int status) {
    boolean shared() {
      return status == SAME && bytes > 0;
    }
  }

  static byte[] request(long offset, long length, int destination) {
    byte[] request = new byte[SIZE];
    Answer.of(request, SIZE)
        .putLong(0, offset)
        .putLong(8, length)
        .putShort(16, (short) 1)
        .putLong(24, destination)
        .putLong(32, offset);
    return request;
  }

  static Result parse(byte[] answer) {
    ByteBuffer in = Answer.of(answer, SIZE);
    return new Result(in.getLong(40), in.getInt(48));
  }
}
