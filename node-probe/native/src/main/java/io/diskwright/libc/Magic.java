package io.diskwright.libc;

/**
 * Types of file systems as fstatfs(2) gives them; include/uapi/linux/magic.h unless said otherwise.
 */
public final class Magic {
  /** ext2, ext3 and ext4 alike. */
  public static final long EXT = 0xEF53L;

  public static final long XFS = 0x58465342L;
  public static final long BTRFS = 0x9123683EL;
  public static final long TMPFS = 0x01021994L;
  public static final long RAMFS = 0x858458F6L;
  public static final long OVERLAY = 0x794C7630L;
  public static final long NFS = 0x6969L;
  public static final long SMB2 = 0xFE534D42L;

  /** fs/smb/client/cifsglob.h before it moved to magic.h. */
  public static final long CIFS = 0xFF534D42L;

  public static final long FUSE = 0x65735546L;
  public static final long F2FS = 0xF2F52010L;
  public static final long CEPH = 0x00C36400L;

  /** 9P2000, as virtual machines share folders. */
  public static final long V9FS = 0x01021997L;

  public static final long AFS = 0x5346414FL;

  /** fs/ocfs2/ocfs2_fs.h. */
  public static final long OCFS2 = 0x7461636FL;

  public static final long GFS2 = 0x01161970L;

  /** vfat and msdos. */
  public static final long MSDOS = 0x4D44L;

  public static final long EXFAT = 0x2011BAB0L;

  /** fs/ntfs3/super.c. */
  public static final long NTFS3 = 0x7366746EL;

  /** include/os/linux/zfs/sys/zfs_vfsops_os.h of OpenZFS: ZFS_SUPER_MAGIC. */
  public static final long ZFS = 0x2FC12FC1L;

  /** include/uapi/linux/magic.h, Linux 6.7 to 6.17: BCACHEFS_SUPER_MAGIC. */
  public static final long BCACHEFS = 0xCA451A4EL;

  public static final long SQUASHFS = 0x73717368L;
  public static final long EROFS = 0xE0F5E1E2L;
  public static final long ISOFS = 0x9660L;
  public static final long CRAMFS = 0x28CD3D45L;
  public static final long ROMFS = 0x7275L;
  public static final long NILFS = 0x3434L;

  private Magic() {}
}
