package io.diskwright.probe;

import io.diskwright.libc.Magic;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/** What fstatfs(2) says of a file system's nature. */
enum FilesystemFamily {
  EXT("ext4"),
  XFS("xfs"),
  BTRFS("btrfs"),
  F2FS("f2fs"),
  MEMORY("tmpfs"),
  OVERLAY("overlay"),
  /** vfat and exfat: no holes, no flags, nothing ever moves. */
  FAT("vfat"),
  NTFS("ntfs3"),
  ZFS("zfs"),
  BCACHEFS("bcachefs"),
  /** Never written once it is made. */
  SEALED("squashfs"),
  /** A server or a cluster keeps the data. */
  NETWORK("network"),
  /** A folder that the machine around this virtual machine lends to it. */
  LENT("9p"),
  FUSE("fuse"),
  /** FUSE over a block device of this node, such as ntfs-3g. */
  FUSE_BLOCK("fuseblk"),
  UNKNOWN("unknown");

  private static final Map<Long, FilesystemFamily> BY_MAGIC =
      Map.ofEntries(
          Map.entry(Magic.EXT, EXT),
          Map.entry(Magic.XFS, XFS),
          Map.entry(Magic.BTRFS, BTRFS),
          Map.entry(Magic.F2FS, F2FS),
          Map.entry(Magic.TMPFS, MEMORY),
          Map.entry(Magic.RAMFS, MEMORY),
          Map.entry(Magic.OVERLAY, OVERLAY),
          Map.entry(Magic.MSDOS, FAT),
          Map.entry(Magic.EXFAT, FAT),
          Map.entry(Magic.NTFS3, NTFS),
          Map.entry(Magic.ZFS, ZFS),
          Map.entry(Magic.BCACHEFS, BCACHEFS),
          Map.entry(Magic.SQUASHFS, SEALED),
          Map.entry(Magic.EROFS, SEALED),
          Map.entry(Magic.ISOFS, SEALED),
          Map.entry(Magic.CRAMFS, SEALED),
          Map.entry(Magic.ROMFS, SEALED),
          Map.entry(Magic.NFS, NETWORK),
          Map.entry(Magic.SMB2, NETWORK),
          Map.entry(Magic.CIFS, NETWORK),
          Map.entry(Magic.CEPH, NETWORK),
          Map.entry(Magic.AFS, NETWORK),
          Map.entry(Magic.OCFS2, NETWORK),
          Map.entry(Magic.GFS2, NETWORK),
          Map.entry(Magic.V9FS, LENT),
          Map.entry(Magic.FUSE, FUSE));

  /** Their data is on this node and nowhere else, and what they do to it is known. */
  private static final Set<FilesystemFamily> PLAIN =
      EnumSet.of(EXT, XFS, BTRFS, F2FS, MEMORY, FAT, NTFS);

  private static final Set<FilesystemFamily> ONE_NODE =
      EnumSet.of(EXT, XFS, BTRFS, F2FS, MEMORY, FAT, NTFS, ZFS, BCACHEFS, SEALED, FUSE_BLOCK);

  private static final Set<FilesystemFamily> REMOTE = EnumSet.of(NETWORK, LENT, FUSE);

  private final String usualName;

  FilesystemFamily(String usualName) {
    this.usualName = usualName;
  }

  static FilesystemFamily of(long magic) {
    return BY_MAGIC.getOrDefault(magic, UNKNOWN);
  }

  /**
   * The same, told apart further by the name in mountinfo: FUSE has one number for all, and 9p
   * hands on the number of the file system behind it (fs/9p/vfs_super.c).
   */
  FilesystemFamily named(String type) {
    if (type.equals("9p") || type.equals("virtiofs")) {
      return LENT;
    }
    return this == FUSE && type.startsWith("fuseblk") ? FUSE_BLOCK : this;
  }

  /** By the name that mountinfo gives, where the file system itself does not answer. */
  static FilesystemFamily ofName(String type) {
    return switch (type) {
      case "ext2", "ext3", "ext4" -> EXT;
      case "xfs" -> XFS;
      case "btrfs" -> BTRFS;
      case "f2fs" -> F2FS;
      case "tmpfs", "ramfs" -> MEMORY;
      case "overlay" -> OVERLAY;
      case "vfat", "msdos", "exfat" -> FAT;
      case "ntfs3" -> NTFS;
      case "zfs" -> ZFS;
      case "bcachefs" -> BCACHEFS;
      case "squashfs", "erofs", "iso9660", "cramfs", "romfs" -> SEALED;
      case "nfs", "nfs4", "cifs", "smb3", "ceph", "afs", "ocfs2", "gfs2" -> NETWORK;
      case "9p", "virtiofs" -> LENT;
      default -> type.startsWith("fuse") ? FUSE.named(type) : UNKNOWN;
    };
  }

  /** For where mountinfo has no name. */
  String usualName() {
    return usualName;
  }

  /** Whether the data lies where this node's sysfs cannot show it. */
  boolean isRemote() {
    return REMOTE.contains(this);
  }

  /** Whether what it does to data is known from its type alone. */
  boolean isPlain() {
    return PLAIN.contains(this);
  }

  /** Whether no other node can have it mounted at the same time. */
  boolean isOfOneNode() {
    return ONE_NODE.contains(this);
  }

  /** Whether allocation is counted only once data has gone out, so that it must be flushed. */
  boolean countsLate() {
    return isRemote() || this == UNKNOWN || this == FUSE_BLOCK || this == BCACHEFS || this == ZFS;
  }
}
