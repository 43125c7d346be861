package io.diskwright.probe;

import io.diskwright.libc.ErrnoException;
import io.diskwright.libc.Fd;
import io.diskwright.libc.InodeFlags;
import io.diskwright.planner.Capability;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** What the file system does to data on its way down: checksum, compress, relocate. */
final class FormatProbe implements CapabilityProbe {
  private static final String TYPE = "fstatfs f_type";
  private static final String OPTIONS = "/proc/self/mountinfo";
  private static final String GET_FLAGS = "ioctl(FS_IOC_GETFLAGS)";
  private static final String SET_FLAGS = "ioctl(FS_IOC_SETFLAGS, FS_NOCOW_FL)";
  private static final String FS_INFO = "ioctl(BTRFS_IOC_FS_INFO) + " + GET_FLAGS;
  private static final String NO_FLAGS = "files here have no such flags";

  @Override
  public void ask(Place place, Findings out) {
    out.ask(Capability.Checksumming, FS_INFO, NO_FLAGS, () -> checksumming(place));
    out.ask(Capability.Compression, GET_FLAGS, NO_FLAGS, () -> compression(place));
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
        ? Finding.present("crc32c", FS_INFO, "no FS_NOCOW_FL", "this kernel knows no other type")
        : Finding.present(
            type, FS_INFO, type + ", no FS_NOCOW_FL", "data is checked on every read");
  }

  private static Finding compression(Place place) {
    if (place.btrfs() == null && place.family() != FilesystemFamily.F2FS) {
      return byType(place, "this file system does not compress");
    }
    int flags = place.newFileFlags();
    if ((flags & InodeFlags.NOCOW) != 0 || (flags & InodeFlags.NOCOMP) != 0) {
      String which = (flags & InodeFlags.NOCOW) != 0 ? "FS_NOCOW_FL" : "FS_NOCOMP_FL";
      return Finding.absent(GET_FLAGS, which, "files made here are never compressed");
    }
    String mounted = mountedCompression(place);
    if (mounted != null) {
      return Finding.present(
              mounted, OPTIONS, place.options("compress", "compress-force"), "as mounted now")
          .fromSysfs();
    }
    if ((flags & InodeFlags.COMPR) != 0) {
      return Finding.present(
          property(place), GET_FLAGS, "FS_COMPR_FL", "as set on the directory now");
    }
    return Finding.absent(
        GET_FLAGS + " + " + OPTIONS, "no FS_COMPR_FL, no compress", "it could, but is not told to");
  }

  private static @Nullable String mountedCompression(Place place) {
    Mount mount = place.baseMount();
    String value = mount.superOption("compress-force");
    value = value == null ? mount.superOption("compress") : value;
    if (value == null) {
      return null;
    }
    String name = value.isEmpty() ? "zlib" : value.split(":", 2)[0];
    return name.equals("no") || name.equals("none") ? null : name;
  }

  /** The algorithm set on the directory; the file system's default when only the flag is set. */
  private static String property(Place place) {
    try {
      byte[] value = place.libc().fgetxattr(place.directory(), "btrfs.compression");
      return new String(value, StandardCharsets.US_ASCII);
    } catch (ErrnoException e) {
      return "zlib";
    }
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
      case EXT, XFS, MEMORY ->
          Finding.present("native", TYPE, place.baseType(), "blocks stay where they are");
      case F2FS -> Finding.absent(TYPE, place.baseType(), "a log: every overwrite moves");
      default -> byType(place, "");
    };
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
    return switch (place.family()) {
      case EXT, XFS, MEMORY, BTRFS, F2FS -> Finding.absent(TYPE, type, ifLocal);
      default ->
          Finding.unknown(
              TYPE, type, "what happens behind this file system cannot be seen from here");
    };
  }

  private static boolean option(Place place, String name) {
    return place.baseMount().superOption(name) != null;
  }
}
