package io.diskwright.probe;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** struct fiemap and struct fiemap_extent; include/uapi/linux/fiemap.h. */
final class Fiemap {
  private static final int EXTENTS = 16;
  private static final int HEAD = 32;
  private static final int EXTENT = 56;

  private Fiemap() {}

  /**
   * One extent.
   *
   * @param logical offset in the file
   * @param physical offset on the device
   * @param length bytes
   * @param flags FIEMAP_EXTENT_*
   */
  record Extent(long logical, long physical, long length, int flags) {}

  /** The whole file, without a flush: extents not yet placed are marked so by the kernel. */
  static byte[] request() {
    byte[] request = new byte[HEAD + EXTENTS * EXTENT];
    Answer.of(request, HEAD).putLong(8, -1L).putInt(24, EXTENTS);
    return request;
  }

  /** The extents in the answer: never more than there is room for, whatever it claims. */
  static List<Extent> parse(byte[] answer) {
    ByteBuffer in = Answer.of(answer, HEAD);
    int room = (answer.length - HEAD) / EXTENT;
    int mapped = Math.clamp(Integer.toUnsignedLong(in.getInt(20)), 0, room);
    List<Extent> extents = new ArrayList<>(mapped);
    for (int i = 0; i < mapped; i++) {
      int at = HEAD + i * EXTENT;
      extents.add(
          new Extent(in.getLong(at), in.getLong(at + 8), in.getLong(at + 16), in.getInt(at + 40)));
    }
    return extents;
  }
}
