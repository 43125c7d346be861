package io.diskwright.libc;

/**
 * Numbers for ioctl(2), made as include/uapi/asm-generic/ioctl.h makes them: direction, size of the
 * argument, type letter, number. x86-64 and arm64 agree.
 */
public final class Ioctls {
  /** Clones a whole file; include/uapi/linux/fs.h. */
  public static final long FICLONE = iow(0x94, 9, 4);

  /** Clones a range, struct file_clone_range; include/uapi/linux/fs.h. */
  public static final long FICLONERANGE = iow(0x94, 13, 32);

  /** Shares equal ranges, struct file_dedupe_range; include/uapi/linux/fs.h. */
  public static final long FIDEDUPERANGE = iowr(0x94, 54, 24);

  /** Inode flags; include/uapi/linux/fs.h. The argument is an int in spite of the number. */
  public static final long FS_IOC_GETFLAGS = ior('f', 1, 8);

  public static final long FS_IOC_SETFLAGS = iow('f', 2, 8);

  /** Extents of a file, struct fiemap; include/uapi/linux/fs.h and fiemap.h. */
  public static final long FS_IOC_FIEMAP = iowr('f', 11, 32);

  /** Project id and extent-size hint, struct fsxattr; include/uapi/linux/fs.h. */
  public static final long FS_IOC_FSGETXATTR = ior('X', 31, 28);

  public static final long FS_IOC_FSSETXATTR = iow('X', 32, 28);

  /** What tune2fs may change, struct ext4_tune_sb_params, Linux 6.18; include/uapi/linux/ext4.h. */
  public static final long EXT4_IOC_GET_TUNE_SB_PARAM = ior('f', 45, 232);

  /** UUID of the file system, struct fsuuid2, Linux 6.9; include/uapi/linux/fs.h. */
  public static final long FS_IOC_GETFSUUID = ior(0x15, 0, 17);

  /** Encryption policy with its version; include/uapi/linux/fscrypt.h. */
  public static final long FS_IOC_GET_ENCRYPTION_POLICY_EX = iowr('f', 22, 9);

  /** UUID and checksum type, struct btrfs_ioctl_fs_info_args; include/uapi/linux/btrfs.h. */
  public static final long BTRFS_IOC_FS_INFO = ior(0x94, 31, 1024);

  /** Block group profiles, struct btrfs_ioctl_space_args; include/uapi/linux/btrfs.h. */
  public static final long BTRFS_IOC_SPACE_INFO = iowr(0x94, 20, 16);

  /** One device, struct btrfs_ioctl_dev_info_args; include/uapi/linux/btrfs.h. */
  public static final long BTRFS_IOC_DEV_INFO = iowr(0x94, 30, 4096);

  /** Geometry, struct xfs_fsop_geom; fs/xfs/libxfs/xfs_fs.h. */
  public static final long XFS_IOC_FSGEOMETRY = ior('X', 126, 256);

  /** All device-mapper devices, struct dm_ioctl; include/uapi/linux/dm-ioctl.h. */
  public static final long DM_LIST_DEVICES = iowr(0xfd, 2, 312);

  /** The targets of a device-mapper device, struct dm_ioctl; include/uapi/linux/dm-ioctl.h. */
  public static final long DM_TABLE_STATUS = iowr(0xfd, 12, 312);

  private Ioctls() {}

  static long ior(int type, int number, int size) {
    return ioc(2, type, number, size);
  }

  static long iow(int type, int number, int size) {
    return ioc(1, type, number, size);
  }

  static long iowr(int type, int number, int size) {
    return ioc(3, type, number, size);
  }

  /** Bytes of the argument that a number asks for; 0 where it does not say, as the old ones. */
  static int sizeOf(long request) {
    return (int) (request >>> 16 & 0x3fff);
  }

  private static long ioc(long direction, int type, int number, int size) {
    return direction << 30 | (long) size << 16 | (long) type << 8 | number;
  }
}
