package io.diskwright.libc;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Attributes that XFS had first: struct fsxattr of FS_IOC_FSGETXATTR; include/uapi/linux/fs.h.
 *
 * @param flags FS_XFLAG_*
 * @param extentSize bytes that the file takes at a time, or that a directory hands on; 0 none
 * @param extents of the file, where the file system says so
 * @param projectId for quota; 0 none
 * @param cowExtentSize the same as {@code extentSize} for data written anew beside shared data
 */
public record Fsxattr(int flags, int extentSize, int extents, int projectId, int cowExtentSize) {
  /** Data is on the realtime device; FS_XFLAG_REALTIME. */
  public static final int REALTIME = 0x1;

  /** A directory hands {@link #REALTIME} on; FS_XFLAG_RTINHERIT. */
  public static final int RTINHERIT = 0x100;

  /** {@code extentSize} is in force; FS_XFLAG_EXTSIZE. */
  public static final int EXTSIZE = 0x800;

  /** A directory hands {@code extentSize} on; FS_XFLAG_EXTSZINHERIT. */
  public static final int EXTSZINHERIT = 0x1000;

  /** A directory hands its project on; FS_XFLAG_PROJINHERIT. */
  public static final int PROJINHERIT = 0x200;

  /** Files are mapped without the page cache; FS_XFLAG_DAX. */
  public static final int DAX = 0x8000;

  private static final int SIZE = 28;

  /** Asks; ENOTTY or EOPNOTSUPP where there are none. */
  public static Fsxattr get(Libc libc, Fd file) {
    byte[] answer = new byte[SIZE];
    libc.ioctl(file, Ioctls.FS_IOC_FSGETXATTR, answer);
    return parse(answer);
  }

  /** Sets all but {@code extents}. */
  public void set(Libc libc, Fd file) {
    byte[] request = new byte[SIZE];
    ByteBuffer.wrap(request)
        .order(ByteOrder.nativeOrder())
        .putInt(flags)
        .putInt(extentSize)
        .putInt(0)
        .putInt(projectId)
        .putInt(cowExtentSize);
    libc.ioctl(file, Ioctls.FS_IOC_FSSETXATTR, request);
  }

  /** The same with an extent size in force. */
  public Fsxattr withExtentSize(int bytes) {
    return new Fsxattr(flags | EXTSIZE, bytes, extents, projectId, cowExtentSize);
  }

  /** Whether a flag is set. */
  public boolean has(int flag) {
    return (flags & flag) != 0;
  }

  static Fsxattr parse(byte[] answer) {
    ByteBuffer in = StructParser.checked(answer, SIZE);
    return new Fsxattr(in.getInt(0), in.getInt(4), in.getInt(8), in.getInt(12), in.getInt(16));
  }
}
