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

  /** Whether a block device is read-only, an int; this and the next, include/uapi/linux/fs.h. */
  public static final long BLKROGET = io(0x12, 94);

  /** Bytes of a logical sector, an int. */
  public static final long BLKSSZGET = io(0x12, 104);

  /** Bytes of the device, eight bytes wide. */
  public static final long BLKGETSIZE64 = ior(0x12, 114, 8);

  /** Gives a range back, two numbers of eight bytes: start and length. */
  public static final long BLKDISCARD = io(0x12, 119);

  /** Makes a range zeroes, by the device where it can; two numbers as before. */
  public static final long BLKZEROOUT = io(0x12, 127);

  /** Bytes of the smallest preferred I/O, an unsigned int. */
  public static final long BLKIOMIN = io(0x12, 120);

  /** Bytes of the best I/O, an unsigned int; 0 when the device does not say. */
  public static final long BLKIOOPT = io(0x12, 121);

  /** Bytes by which the first sector is off the physical alignment, an int; -1 misaligned. */
  public static final long BLKALIGNOFF = io(0x12, 122);

  /** Bytes of a physical sector, an unsigned int. */
  public static final long BLKPBSZGET = io(0x12, 123);

  /** Whether the device rotates, an unsigned short. */
  public static final long BLKROTATIONAL = io(0x12, 126);

  /** Returns the namespace id; include/uapi/linux/nvme_ioctl.h. */
  public static final long NVME_IOCTL_ID = io('N', 0x40);

  /** Sends an admin command, struct nvme_passthru_cmd; include/uapi/linux/nvme_ioctl.h. */
  public static final long NVME_IOCTL_ADMIN_CMD = iowr('N', 0x41, 72);

  /** Sends a SCSI command, struct sg_io_hdr of 88 bytes; include/scsi/sg.h. */
  public static final long SG_IO = 0x2285;

  /** State of self-encryption, struct opal_status, Linux 6.1; include/uapi/linux/sed-opal.h. */
  public static final long IOC_OPAL_GET_STATUS = ior('p', 236, 8);

  /** Size of a terminal's window, struct winsize; include/uapi/asm-generic/ioctls.h. */
  public static final long TIOCGWINSZ = 0x5413;

  private Ioctls() {}

  static long io(int type, int number) {
    return ioc(0, type, number, 0);
  }

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
