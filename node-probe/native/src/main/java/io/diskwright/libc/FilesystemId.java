package io.diskwright.libc;

import java.nio.ByteBuffer;
import java.util.UUID;

/**
 * What tells one file system from every other: its UUID where some call gives it, else its {@code
 * f_fsid}. Asked on every use, because a directory may have another file system mounted over it
 * since.
 */
public final class FilesystemId {
  /** FS_IOC_GETFSUUID of linux/fs.h, Linux 6.9: struct fsuuid2, a length byte and 16 bytes. */
  static final long FS_IOC_GETFSUUID = 0x80111500L;

  /** EXT4_IOC_GETFSUUID of fs/ext4/ext4.h, Linux 6.0: struct fsuuid, two words and 16 bytes. */
  static final long EXT4_IOC_GETFSUUID = 0x8008662CL;

  /** BTRFS_IOC_FS_INFO of linux/btrfs.h: the fsid is at byte 16 of 1024. */
  static final long BTRFS_IOC_FS_INFO = 0x8400941FL;

  /** XFS_IOC_FSGEOMETRY_V1 of xfs/libxfs/xfs_fs.h: the UUID is at byte 64 of 112. */
  static final long XFS_IOC_FSGEOMETRY_V1 = 0x80705864L;

  private static final long EXT4_SUPER_MAGIC = 0xEF53L;
  private static final long BTRFS_SUPER_MAGIC = 0x9123683EL;
  private static final long XFS_SUPER_MAGIC = 0x58465342L;

  private static final int UUID_BYTES = 16;

  private FilesystemId() {}

  /**
   * The identity of the file system {@code file} is on.
   *
   * @param file open for reading; a descriptor opened with O_PATH cannot be asked
   * @return a UUID such as {@code 9f1c…-…}, else {@code f_fsid} as 16 hexadecimal digits, else the
   *     empty string when the file system has neither
   * @throws ErrnoException when fstatfs(2) fails
   */
  public static String of(Libc libc, Fd file) {
    byte[] generic = new byte[1 + UUID_BYTES];
    if (asked(libc, file, FS_IOC_GETFSUUID, generic) && generic[0] == UUID_BYTES) {
      return uuid(generic, 1);
    }
    Statfs statfs = libc.fstatfs(file);
    String own = byItsOwnCall(libc, file, statfs.type());
    if (!own.isEmpty()) {
      return own;
    }
    return statfs.fsid() == 0 ? "" : String.format("%016x", statfs.fsid());
  }

  private static String byItsOwnCall(Libc libc, Fd file, long type) {
    if (type == EXT4_SUPER_MAGIC) {
      byte[] answer = new byte[8 + UUID_BYTES];
      answer[0] = UUID_BYTES; // the caller says how much room there is; x86 and arm64 are little
      return asked(libc, file, EXT4_IOC_GETFSUUID, answer) ? uuid(answer, 8) : "";
    }
    if (type == BTRFS_SUPER_MAGIC) {
      byte[] answer = new byte[1024];
      return asked(libc, file, BTRFS_IOC_FS_INFO, answer) ? uuid(answer, 16) : "";
    }
    if (type == XFS_SUPER_MAGIC) {
      byte[] answer = new byte[112];
      return asked(libc, file, XFS_IOC_FSGEOMETRY_V1, answer) ? uuid(answer, 64) : "";
    }
    return "";
  }

  private static boolean asked(Libc libc, Fd file, long request, byte[] answer) {
    try {
      libc.ioctl(file, request, answer);
      return true;
    } catch (ErrnoException e) {
      return false; // an older kernel or another file system: the next way is tried
    }
  }

  private static String uuid(byte[] bytes, int offset) {
    ByteBuffer at = ByteBuffer.wrap(bytes, offset, UUID_BYTES);
    UUID uuid = new UUID(at.getLong(), at.getLong());
    return uuid.getMostSignificantBits() == 0 && uuid.getLeastSignificantBits() == 0
        ? ""
        : uuid.toString();
  }
}
