package io.diskwright.libc;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * Where a file's data lies: FS_IOC_FIEMAP with struct fiemap and struct fiemap_extent;
 * include/uapi/linux/fiemap.h.
 */
public final class Fiemap {
  /** Request: write delayed data out first, so that it has a place; FIEMAP_FLAG_SYNC. */
  public static final int SYNC = 0x1;

  private static final int HEAD = 32;
  private static final int EXTENT = 56;
  private static final int ROOM = 64;

  /** FIEMAP_EXTENT_LAST and so on. */
  private static final int LAST = 0x1;

  private static final int DELALLOC = 0x4;
  private static final int ENCODED = 0x8;
  private static final int INLINE = 0x200;
  private static final int UNWRITTEN = 0x800;
  private static final int SHARED = 0x2000;

  private Fiemap() {}

  /**
   * One extent.
   *
   * @param logical offset in the file
   * @param physical offset on the device; means nothing while {@link #delayed}
   * @param length bytes
   * @param flags FIEMAP_EXTENT_*
   */
  public record Extent(long logical, long physical, long length, int flags) {
    /** Whether the file has no extent after it. */
    public boolean last() {
      return (flags & LAST) != 0;
    }

    /** Whether it is reserved, but reads as zeroes: nothing was written to it. */
    public boolean unwritten() {
      return (flags & UNWRITTEN) != 0;
    }

    /** Whether another file has it, too. */
    public boolean shared() {
      return (flags & SHARED) != 0;
    }

    /** Whether what lies there is compressed or encrypted. */
    public boolean encoded() {
      return (flags & ENCODED) != 0;
    }

    /** Whether it lies in the file's metadata. */
    public boolean inline() {
      return (flags & INLINE) != 0;
    }

    /** Whether it has no place yet, because it was not written out. */
    public boolean delayed() {
      return (flags & DELALLOC) != 0;
    }
  }

  /**
   * The extents of a range, in order.
   *
   * @param flags of the request, 0 or {@link #SYNC}
   * @throws ErrnoException as the kernel refuses; EIO when its answers lead nowhere
   */
  public static List<Extent> read(Libc libc, Fd file, long offset, long length, int flags) {
    List<Extent> all = new ArrayList<>();
    read(libc, file, offset, length, flags, all::add);
    return all;
  }

  /**
   * Hands over the extents of a range, in order, as they come.
   *
   * @param flags of the request, 0 or {@link #SYNC}
   * @param each takes one, and says whether it wants another
   * @throws ErrnoException as the kernel refuses; EIO when its answers lead nowhere
   */
  public static void read(
      Libc libc, Fd file, long offset, long length, int flags, Predicate<Extent> each) {
    long end = offset + length < 0 ? Long.MAX_VALUE : offset + length;
    for (long from = offset; from < end; ) {
      byte[] answer = request(from, end - from, flags);
      libc.ioctl(file, Ioctls.FS_IOC_FIEMAP, answer);
      List<Extent> some = parse(answer);
      for (Extent extent : some) {
        if (!each.test(extent)) {
          return;
        }
      }
      if (some.isEmpty() || some.getLast().last()) {
        return;
      }
      long next = some.getLast().logical() + some.getLast().length();
      if (next <= from) {
        throw new ErrnoException("ioctl(FS_IOC_FIEMAP) does not get beyond " + from, Errno.EIO);
      }
      from = next;
    }
  }

  static byte[] request(long offset, long length, int flags) {
    byte[] request = new byte[HEAD + ROOM * EXTENT];
    ByteBuffer.wrap(request)
        .order(ByteOrder.nativeOrder())
        .putLong(0, offset)
        .putLong(8, length)
        .putInt(16, flags)
        .putInt(24, ROOM);
    return request;
  }

  /** The extents in the answer: never more than there is room for, whatever it claims. */
  static List<Extent> parse(byte[] answer) {
    ByteBuffer in = StructParser.checked(answer, HEAD);
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
