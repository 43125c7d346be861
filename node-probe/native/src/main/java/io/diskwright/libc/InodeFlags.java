package io.diskwright.libc;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** The FS_*_FL flags of a file; ioctl_iflags(2), include/uapi/linux/fs.h. */
public final class InodeFlags {
  /** Compress; FS_COMPR_FL. */
  public static final int COMPR = 0x00000004;

  /** Never compress; FS_NOCOMP_FL. */
  public static final int NOCOMP = 0x00000400;

  /** Encrypted by fscrypt; FS_ENCRYPT_FL. */
  public static final int ENCRYPT = 0x00000800;

  /** Data goes through the journal; FS_JOURNAL_DATA_FL. */
  public static final int JOURNAL_DATA = 0x00004000;

  /** Mapped by extents, as ext4 does and ext2 and ext3 do not; FS_EXTENT_FL. */
  public static final int EXTENT = 0x00080000;

  /** No copy on write; FS_NOCOW_FL. */
  public static final int NOCOW = 0x00800000;

  /** Data may lie in the inode; FS_INLINE_DATA_FL. */
  public static final int INLINE_DATA = 0x10000000;

  /** The kernel reads and writes an int, though its number says long. */
  private static final int SIZE = 8;

  private InodeFlags() {}

  /** Reads them; ENOTTY or EOPNOTSUPP where files have none. */
  public static int get(Libc libc, Fd file) {
    byte[] answer = new byte[SIZE];
    libc.ioctl(file, Ioctls.FS_IOC_GETFLAGS, answer);
    return ByteBuffer.wrap(answer).order(ByteOrder.nativeOrder()).getInt(0);
  }

  /** Sets them. */
  public static void set(Libc libc, Fd file, int flags) {
    byte[] request = new byte[SIZE];
    ByteBuffer.wrap(request).order(ByteOrder.nativeOrder()).putInt(0, flags);
    libc.ioctl(file, Ioctls.FS_IOC_SETFLAGS, request);
  }
}
