package io.diskwright.probe;

import io.diskwright.api.v1alpha1.EvidenceSource;
import io.diskwright.libc.Fd;
import io.diskwright.libc.InodeFlags;
import io.diskwright.planner.Capability;
import io.diskwright.planner.CapabilityState;

/** What the file system does to data on its way down: checksum, compress, relocate. */
final class FormatProbe implements CapabilityProbe {
  private static final String TYPE = "fstatfs f_type";
  private static final String OPTIONS = "/proc/self/mountinfo";
  private static final String GET_FLAGS = Compression.GET_FLAGS;
  private static final String JOURNAL = "/proc/fs/ext4/*/options";
  private static final String SET_FLAGS = "ioctl(FS_IOC_SETFLAGS, FS_NOCOW_FL)";
  private static final String FS_INFO = "ioctl(BTRFS_IOC_FS_INFO) + " + GET_FLAGS;
  private static final String NO_FLAGS = "files here have no such flags";

  @Override
  public void ask(Place place, Findings out) {
    out.ask(Capability.Checksumming, FS_INFO, NO_FLAGS, () -> checksumming(place));
    out.ask(Capability.Compression, GET_FLAGS, NO_FLAGS, () -> Compression.of(place));
    out.ask(
        Capability.OverwriteInPlace,
        SET_FLAGS,
        "every overwrite goes to a new place",
        () -> overwrite(place));
  }

  private static Finding checksumming(Place place) {
    Btrfs btrfs = place.btrfs();
    if (btrfs == null) {
      return byType(place, "checksums, if any, cover metadata only, not file data");
    }
    if (option(place, "nodatasum") || option(place, "nodatacow")) {
      return Finding.absent(
              OPTIONS, place.options("nodatasum", "nodatacow"), "data is written without checksums")
          .fromSysfs();
    }
    if ((place.newFileFlags() & InodeFlags.NOCOW) != 0) {
      return Finding.absent(FS_INFO, "FS_NOCOW_FL", "files made here have no checksums");
    }
    String type = btrfs.checksum();
    return type == null
        ? Finding.of(
            CapabilityState.Present,
            "crc32c",
            EvidenceSource.VersionNumber,
            "/proc/sys/kernel/osrelease + " + FS_INFO,
            place.kernel() + ", no FS_NOCOW_FL",
            "a kernel that does not name the type, as before 5.10, knows no other before 5.5")
        : Finding.present(
            type, FS_INFO, type + ", no FS_NOCOW_FL", "data is checked on every read");
  }

  private static Finding overwrite(Place place) {
    XfsGeometry xfs = place.xfs();
    if (xfs != null && xfs.zoned()) {
      return Finding.absent("ioctl(XFS_IOC_FSGEOMETRY)", "zoned", "zones are never overwritten");
    }
    if (place.btrfs() != null) {
      return btrfsOverwrite(place);
    }
    return switch (place.family()) {
      case EXT -> extOverwrite(place);
      case XFS, MEMORY, FAT, NTFS ->
          Finding.present("native", TYPE, place.baseType(), "blocks stay where they are");
      case F2FS -> Finding.absent(TYPE, place.baseType(), "a log: every overwrite moves");
      case ZFS -> Finding.absent(TYPE, place.baseType(), "every overwrite goes to a new place");
      default -> byType(place, "");
    };
  }

  private static Finding extOverwrite(Place place) {
    Ext4 ext = place.ext4();
    return ext != null && ext.journalsData()
        ? Finding.present(
            "native",
            TYPE + " + " + JOURNAL,
            place.baseType() + ", data=journal",
            "blocks stay where they are, but all data is written twice: to the journal first")
        : Finding.present("native", TYPE, place.baseType(), "blocks stay where they are");
  }

  private static Finding btrfsOverwrite(Place place) {
    if (option(place, "nodatacow")) {
      return Finding.present("native", OPTIONS, "nodatacow", "mounted without copy on write")
          .fromSysfs();
    }
    Fd file = place.scratch().create(0);
    int flags = InodeFlags.get(place.libc(), file);
    if ((flags & InodeFlags.NOCOW) != 0) {
      return Finding.present("native", GET_FLAGS, "FS_NOCOW_FL", "the directory hands on the flag");
    }
    InodeFlags.set(place.libc(), file, flags | InodeFlags.NOCOW);
    return Finding.present(
        "nocow",
        SET_FLAGS,
        "0",
        "by a flag on the image's file, at the price of its checksums and compression");
  }

  /** Where the type alone decides; what a server or an unknown file system does is not seen. */
  private static Finding byType(Place place, String ifLocal) {
    String type = place.baseType();
    return place.family().isPlain()
        ? Finding.absent(TYPE, type, ifLocal)
        : Finding.unknown(
            TYPE, type, "what happens behind this file system cannot be seen from here");
  }

  private static boolean option(Place place, String name) {
    return place.baseMount().superOption(name) != null;
  }
}
