package io.diskwright.planner;

import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * What people want to know of a capability; every capability has one.
 *
 * @param capability which
 * @param what it is
 * @param why it matters for an image
 * @param asked how it is asked of a directory
 * @param caveats what the answer does not say
 * @param since which kernels can do it and tell of it
 */
public record CapabilityGuide(
    Capability capability, String what, String why, String asked, String caveats, String since) {
  private static final List<CapabilityGuide> ALL =
      Stream.of(space(), copies(), data(), io(), place())
          .flatMap(List::stream)
          .sorted((a, b) -> a.capability.name().compareTo(b.capability.name()))
          .toList();

  /** No text may be missing. */
  public CapabilityGuide {
    Objects.requireNonNull(capability);
    for (String text : List.of(what, why, asked, caveats, since)) {
      if (text.isBlank()) {
        throw new IllegalArgumentException(capability + " lacks a text");
      }
    }
  }

  /** The one of {@code capability}. */
  public static CapabilityGuide of(Capability capability) {
    return ALL.stream().filter(one -> one.capability == capability).findFirst().orElseThrow();
  }

  /** All, sorted by name. */
  public static List<CapabilityGuide> all() {
    return ALL;
  }

  /** Which values go with the answer Present; empty when it has none. */
  public String values() {
    return switch (capability) {
      case Snapshotting -> "reflink, subvolume, thin, cow";
      case Cloning -> "reflink, thin";
      case CopyOffload -> "reflink, server";
      case Deduplication -> "inline, on-request";
      case Compression -> "the algorithm, such as zstd or lzo";
      case Redundancy -> "the level or profile, such as raid1, raid5 or raid10";
      case Encryption -> "dm-crypt, fscrypt, opal";
      case Checksumming -> "the checksum, such as crc32c, or dm-integrity";
      case DirectIo -> "the smallest read that works, in bytes";
      case AtomicWrites -> "the largest such write, in bytes";
      case OverwriteInPlace -> "native, or nocow: by a flag of the file";
      case ProjectQuota -> "enforced, accounted";
      case SharedAccess -> "the protocol, such as nfs4.2 or cifs";
      case ThinProvisioning,
          Preallocation,
          Discard,
          WriteZeroes,
          ExtentMapping,
          PowerLossProtection ->
          "";
    };
  }

  private static List<CapabilityGuide> space() {
    return List.of(
        new CapabilityGuide(
            Capability.ThinProvisioning,
            "A file with holes takes no space for the holes.",
            "An image takes only the space its guest has written, so more images fit than their"
                + " sizes add up to.",
            "A nameless file is made 4 MiB long by ftruncate, one block is written at its end, and"
                + " st_blocks tells what that took.",
            "Space that is not reserved may be gone when the guest needs it. On NFS and FUSE the"
                + " count is the server's, taken after an fsync.",
            "Every kernel; nameless files (O_TMPFILE) since 3.11, before that an unlinked one is"
                + " used."),
        new CapabilityGuide(
            Capability.Preallocation,
            "Space can be reserved without writing it.",
            "An image is sure of its space from the first day and its blocks lie together, without"
                + " the time it takes to write zeroes.",
            "fallocate(0) of 64 KiB on a nameless file, then st_blocks has to have grown.",
            "Where only glibc's emulation would write zeroes the answer is Absent. On copy-on-write"
                + " file systems a reservation serves the first write of each block only.",
            "fallocate since 2.6.23 for ext4, xfs and btrfs, tmpfs since 3.5, NFS 4.2 since 3.19."),
        new CapabilityGuide(
            Capability.Discard,
            "Space that is given back by a discard or a punched hole is free again.",
            "What the guest deletes becomes free for other images; without it an image only grows.",
            "fallocate(PUNCH_HOLE|KEEP_SIZE) on space of our own, then st_blocks has to have"
                + " shrunk.",
            "It says that the file system takes the space back. Whether it tells the disk below is"
                + " a matter of the mount option discard or of fstrim, and of the disk.",
            "PUNCH_HOLE since 2.6.38, ext4 and btrfs since 3.0 and 3.7, NFS 4.2 since 3.19."),
        new CapabilityGuide(
            Capability.WriteZeroes,
            "A range becomes zeroes without zeroes being written.",
            "Wiping an image or preallocating one with zeroes takes moments instead of the time to"
                + " write its whole size.",
            "fallocate(ZERO_RANGE) on a nameless file.",
            "The file system marks the range as unwritten; what was there before stays on the disk"
                + " until it is overwritten or discarded.",
            "ZERO_RANGE since 3.15 for ext4 and xfs, btrfs since 4.16; tmpfs has none."),
        new CapabilityGuide(
            Capability.ExtentMapping,
            "What is allocated where can be read back exactly.",
            "Verification sees how much of an image is really reserved and how scattered it is, and"
                + " a backup copies only what is there.",
            "ioctl(FS_IOC_FIEMAP) on a file of our own that has space has to show an extent.",
            "SEEK_HOLE alone does not tell reserved space from a hole, so it is not taken for this."
                + " NFS and FUSE have no FIEMAP.",
            "FIEMAP since 2.6.28."));
  }

  private static List<CapabilityGuide> copies() {
    return List.of(
        new CapabilityGuide(
            Capability.Snapshotting,
            "The place itself can keep a point-in-time state of an image without copying its data.",
            "A raw image can have snapshots at the speed of the device; else the format, such as"
                + " qcow2, has to keep them, which costs on every write.",
            "ioctl(FICLONE) between two files of our own; a thin volume in the stack below also"
                + " counts.",
            "A clone of a running guest's image is consistent only when the guest is frozen. A"
                + " snapshot of a thin volume covers everything on it.",
            "FICLONE since 4.5 (btrfs and NFS 4.2), xfs with reflink=1 since 4.9, overlay since"
                + " 4.19."),
        new CapabilityGuide(
            Capability.Cloning,
            "A second writable image starts as a copy without copying data.",
            "Many guests from one template start at once and share the template's space until they"
                + " write.",
            "ioctl(FICLONE) between two files of our own has to succeed.",
            "Both files have to lie on the same file system. Shared blocks are lost together.",
            "FICLONE since 4.5 (btrfs and NFS 4.2), xfs with reflink=1 since 4.9, overlay since"
                + " 4.19."),
        new CapabilityGuide(
            Capability.CopyOffload,
            "Copying between files happens below, without moving the bytes through this host.",
            "An image is copied as fast as the device or the server can, and network and memory"
                + " stay free.",
            "ioctl(FICLONERANGE) of one block between two files of our own.",
            "copy_file_range proves nothing: where there is no offload, the kernel copies by itself"
                + " and the call succeeds. An NFS 4.2 server may copy although it cannot clone,"
                + " which no call shows: Unknown.",
            "FICLONERANGE since 4.5, xfs with reflink=1 since 4.9."),
        new CapabilityGuide(
            Capability.Deduplication,
            "Equal blocks are stored once.",
            "Images with the same operating system take its space once.",
            "ioctl(FIDEDUPERANGE) of two equal blocks of our own has to share them; a dm-vdo volume"
                + " in the stack below deduplicates by itself.",
            "on-request means that somebody has to ask, such as duperemove; inline means that it"
                + " happens on every write. An array's own is not seen from here and can be"
                + " declared.",
            "FIDEDUPERANGE since 4.5, xfs with reflink=1 since 4.9; dm-vdo since 6.9."));
  }

  private static List<CapabilityGuide> data() {
    return List.of(
        new CapabilityGuide(
            Capability.Compression,
            "What is written is compressed below, as mounted or set now.",
            "An image takes less space, and compressing it again in its format would only cost"
                + " time.",
            "The mount options compress and compress-force, the flags of a new file by"
                + " ioctl(FS_IOC_GETFLAGS), and the directory's btrfs.compression attribute.",
            "Whether data shrinks depends on the data. Files with the flag nocow are never"
                + " compressed. An array's own is not seen from here and can be declared.",
            "btrfs zlib since 2.6.29, lzo since 2.6.38, zstd since 4.14; f2fs since 5.6."),
        new CapabilityGuide(
            Capability.Encryption,
            "What is written is encrypted at rest below.",
            "A disk that is stolen, sold or sent for repair tells nothing; security Medium is met"
                + " without encrypting in the format.",
            "Every way down the stack has to pass a layer that encrypts, such as dm-crypt (dm/uuid"
                + " CRYPT-), or the directory has to have an fscrypt policy, by"
                + " ioctl(FS_IOC_GET_ENCRYPTION_POLICY_EX).",
            "The keys belong to the host, so it does not part one guest from another. Who is root"
                + " here reads everything.",
            "dm-crypt since 2.6.4; fscrypt since 4.1 (ext4), the call since 5.4, btrfs has none."),
        new CapabilityGuide(
            Capability.Checksumming,
            "File data, not only metadata, is checksummed on read.",
            "A block that rots is noticed, and with redundancy repaired, before the guest sees it.",
            "ioctl(BTRFS_IOC_FS_INFO), the mount options nodatasum and nodatacow, and the flags of"
                + " a new file; dm-integrity in the stack below also counts.",
            "ext4's and xfs's checksums cover metadata only. A nocow image on btrfs has none.",
            "btrfs crc32c since 2.6.29, xxhash64, sha256 and blake2b since 5.5; dm-integrity since"
                + " 4.12."),
        new CapabilityGuide(
            Capability.Redundancy,
            "Losing one device loses no data.",
            "An image survives a broken disk; redundancy asked for is met without mirroring it.",
            "The stack: an md or dm RAID level that every way down passes, or the profile of"
                + " btrfs's data by ioctl(BTRFS_IOC_SPACE_INFO).",
            "It tells the level, not the health: a degraded array has it and is not Healthy. Two"
                + " copies on one disk (dup) do not count. A RAID controller's or an array's own is"
                + " not seen from here and can be declared. It is no backup.",
            "md and dm RAID in every kernel; btrfs raid1c3 and raid1c4 since 5.5."));
  }

  private static List<CapabilityGuide> io() {
    return List.of(
        new CapabilityGuide(
            Capability.DirectIo,
            "O_DIRECT opens and works, so reads and writes pass the page cache by.",
            "The guest has a cache of its own; a second one on the host costs memory and hides"
                + " writes. QEMU's cache=none needs it.",
            "A nameless file is opened with O_DIRECT and read, beginning with the alignment that"
                + " statx(STATX_DIOALIGN) gives; the value is the smallest that worked, in bytes.",
            "On btrfs with checksums or compression some direct I/O goes through the cache all the"
                + " same.",
            "O_DIRECT in every kernel, tmpfs since 6.6; STATX_DIOALIGN since 6.1, before that it is"
                + " found by trying."),
        new CapabilityGuide(
            Capability.AtomicWrites,
            "Writes of more than one sector are never torn, also when the power fails.",
            "A database in the guest may leave out its double write when the whole way down keeps"
                + " the promise.",
            "statx(STATX_WRITE_ATOMIC) of a nameless file; the value is the largest such write, in"
                + " bytes.",
            "It holds for direct writes with RWF_ATOMIC only, and QEMU has to hand it on.",
            "STATX_WRITE_ATOMIC since 6.11 for block devices, files of ext4 and xfs since 6.13."),
        new CapabilityGuide(
            Capability.OverwriteInPlace,
            "Overwriting does not relocate data.",
            "An image stays as it was laid out, does not become scattered, and an overwrite needs"
                + " no free space.",
            "The file system's type; on btrfs ioctl(FS_IOC_SETFLAGS, FS_NOCOW_FL) on a nameless"
                + " file: nocow when an image can be made so, at the price of its checksums.",
            "A clone or snapshot makes the next write of each shared block relocate once. A flash"
                + " disk below moves blocks by itself.",
            "Every kernel; FS_NOCOW_FL on btrfs since 2.6.39."),
        new CapabilityGuide(
            Capability.PowerLossProtection,
            "There is no volatile write cache below: it writes through, or the cache is protected.",
            "A write that is done is safe, so a flush costs next to nothing.",
            "queue/write_cache of every disk in the stack, and where the rights suffice the disk"
                + " itself.",
            "A cache that a battery or capacitors protect looks volatile unless the disk says"
                + " otherwise; then it can be declared. The kernel believes what the disk says.",
            "queue/write_cache since 4.7."));
  }

  private static List<CapabilityGuide> place() {
    return List.of(
        new CapabilityGuide(
            Capability.ProjectQuota,
            "A directory tree's use can be limited, and the accounting is on now.",
            "The images of one pool cannot fill the disk of everybody else.",
            "quotactl_fd(Q_XGETQSTATV, PRJQUOTA), then ioctl(FS_IOC_FSGETXATTR).",
            "accounted means that use is counted but no limit is enforced. btrfs has quota groups,"
                + " which are something else.",
            "xfs in every kernel, ext4 since 4.5; quotactl_fd since 5.14, before that Unknown."),
        new CapabilityGuide(
            Capability.SharedAccess,
            "Several nodes see the same place.",
            "A guest can move to another node without its image being copied.",
            "The file system's type by fstatfs, and the protocol's version from the mount options.",
            "It says nothing of who locks what: two guests that write one image destroy it. Whether"
                + " a FUSE file system is shared is not known.",
            "Every kernel; NFS 4.2 since 3.11."));
  }
}
