package io.diskwright.probe;

import io.diskwright.libc.Magic;
import java.util.Map;

/** What fstatfs(2) says of a file system's nature. */
enum FilesystemFamily {
  EXT("ext4"),
  XFS("xfs"),
  BTRFS("btrfs"),
  F2FS("f2fs"),
  MEMORY("tmpfs"),
  OVERLAY("overlay"),
  /** A server or a cluster keeps the data. */
  NETWORK("network"),
  FUSE("fuse"),
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
          Map.entry(Magic.NFS, NETWORK),
          Map.entry(Magic.SMB2, NETWORK),
          Map.entry(Magic.CIFS, NETWORK),
          Map.entry(Magic.CEPH, NETWORK),
          Map.entry(Magic.V9FS, NETWORK),
          Map.entry(Magic.AFS, NETWORK),
          Map.entry(Magic.OCFS2, NETWORK),
          Map.entry(Magic.GFS2, NETWORK),
          Map.entry(Magic.FUSE, FUSE));

  private final String usualName;

  FilesystemFamily(String usualName) {
    this.usualName = usualName;
  }

  static FilesystemFamily of(long magic) {
    return BY_MAGIC.getOrDefault(magic, UNKNOWN);
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
      case "nfs", "nfs4", "cifs", "smb3", "ceph", "9p", "afs", "ocfs2", "gfs2" -> NETWORK;
      default -> type.equals("fuseblk") || type.startsWith("fuse") ? FUSE : UNKNOWN;
    };
  }

  /** For where mountinfo has no name. */
  String usualName() {
    return usualName;
  }

  /** Whether the data lies where this node's sysfs cannot show it. */
  boolean isRemote() {
    return this == NETWORK || this == FUSE;
  }
}
