package io.diskwright.probe;

import io.diskwright.api.v1alpha1.EvidenceSource;
import io.diskwright.api.v1alpha1.Observation;
import io.diskwright.libc.ErrnoException;
import io.diskwright.libc.Fd;
import io.diskwright.libc.InodeFlags;
import io.diskwright.planner.CapabilityState;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Whether what is written to a new file is compressed, as mounted and as set now. */
final class Compression {
  static final String GET_FLAGS = "ioctl(FS_IOC_GETFLAGS)";
  private static final String OPTIONS = "/proc/self/mountinfo";
  private static final String PROPERTY = "fgetxattr(btrfs.compression)";
  private static final String ZRAM = "/sys/block/*/comp_algorithm";
  private static final String TYPE = "fstatfs f_type";

  private Compression() {}

  static Finding of(Place place) {
    Finding own = byFilesystem(place);
    Finding zram = own.state() == CapabilityState.Present ? null : zram(place);
    return zram == null ? own : zram.alongside(own);
  }

  private static Finding byFilesystem(Place place) {
    return switch (place.family()) {
      case BTRFS -> btrfs(place);
      case F2FS -> byFlag(place, place.baseMount().superOption("compress_algorithm"), "lz4");
      case NTFS -> byFlag(place, null, "lznt1");
      case BCACHEFS -> bcachefs(place);
      default ->
          place.family().isPlain()
              ? Finding.absent(TYPE, place.baseType(), "this file system does not compress")
              : Finding.unknown(
                  TYPE,
                  place.baseType(),
                  "what happens behind this file system cannot be seen from here");
    };
  }

  /**
   * What inode_need_compress() of fs/btrfs/inode.c decides: no sums, no compression; forced, even
   * where the flag says never; and a property goes before the option.
   */
  private static Finding btrfs(Place place) {
    int flags = place.newFileFlags();
    if ((flags & InodeFlags.NOCOW) != 0) {
      return Finding.absent(GET_FLAGS, "FS_NOCOW_FL", "files made here are never compressed");
    }
    if (place.baseMount().superOption("nodatasum") != null) {
      return Finding.absent(OPTIONS, "nodatasum", "what has no checksums is never compressed")
          .fromSysfs();
    }
    boolean never = (flags & InodeFlags.NOCOMP) != 0;
    String property = (flags & InodeFlags.COMPR) != 0 ? property(place) : null;
    String forced = option(place, "compress-force");
    String mounted = forced == null ? option(place, "compress") : forced;
    if (never && forced == null) {
      return beside(
          Finding.absent(GET_FLAGS, "FS_NOCOMP_FL", "files made here are never compressed"),
          place,
          mounted);
    }
    if (property != null) {
      String said = "FS_COMPR_FL, " + property;
      Finding set =
          Finding.present(
              algorithm(property),
              GET_FLAGS + " + " + PROPERTY,
              said,
              level(property) + "as set on the directory now");
      return beside(set, place, mounted);
    }
    if (mounted != null) {
      String how = forced == null ? "" : ", also what does not look as if it would shrink";
      return Finding.present(
              algorithm(mounted),
              OPTIONS,
              place.options("compress", "compress-force"),
              level(mounted) + "as mounted now" + how)
          .fromSysfs();
    }
    return Finding.absent(
        GET_FLAGS + " + " + OPTIONS, "no FS_COMPR_FL, no compress", "it could, but is not told to");
  }

  /** With the mount option beside what goes before it. */
  private static Finding beside(Finding finding, Place place, @Nullable String mounted) {
    return mounted == null
        ? finding
        : finding.alongside(
            new Observation(
                EvidenceSource.Sysfs,
                OPTIONS,
                place.options("compress", "compress-force"),
                CapabilityState.Present,
                "for files that have no setting of their own"));
  }

  /** The value of a mount option, with its level; null when it is not set or says no. */
  private static @Nullable String option(Place place, String name) {
    String value = place.baseMount().superOption(name);
    return value == null || value.equals("no") || value.equals("none")
        ? null
        : value.isEmpty() ? "zlib" : value;
  }

  /** The algorithm set on a new file; the file system's default when only the flag is set. */
  private static String property(Place place) {
    Fd asked;
    try {
      asked = place.scratch().sparse();
    } catch (ScratchUnavailable | ErrnoException e) {
      asked = place.base();
    }
    try {
      byte[] value = place.libc().fgetxattr(asked, "btrfs.compression");
      return new String(value, StandardCharsets.US_ASCII);
    } catch (ErrnoException e) {
      return "zlib";
    }
  }

  /** {@code zstd} of {@code zstd:3}. */
  static String algorithm(String setting) {
    return setting.split(":", 2)[0];
  }

  private static String level(String setting) {
    int colon = setting.indexOf(':');
    return colon < 0 ? "" : "level " + setting.substring(colon + 1) + ", ";
  }

  /** Where a flag says it: on new files, or on the directory that hands it on to named ones. */
  private static Finding byFlag(Place place, @Nullable String option, String usual) {
    int flags = place.newFileFlags() | InodeFlags.get(place.libc(), place.base());
    String value = option == null || option.isEmpty() ? usual : option;
    if ("*".equals(place.baseMount().superOption("compress_extension"))) {
      return Finding.present(
              algorithm(value), OPTIONS, "compress_extension=*", level(value) + "as mounted now")
          .fromSysfs();
    }
    return (flags & InodeFlags.COMPR) == 0
        ? Finding.absent(GET_FLAGS, "no FS_COMPR_FL", "it could, but is not told to")
        : Finding.present(
            algorithm(value),
            GET_FLAGS,
            "FS_COMPR_FL",
            level(value) + "as set on the directory now");
  }

  private static Finding bcachefs(Place place) {
    String option = place.baseMount().superOption("compression");
    return option == null || option.equals("none")
        ? Finding.unknown(
            OPTIONS, "no compression", "what is set inside the file system cannot be seen here")
        : Finding.present(algorithm(option), OPTIONS, option, level(option) + "as mounted now")
            .fromSysfs();
  }

  /** A compressed disk in memory; Documentation/admin-guide/blockdev/zram.rst. */
  private static @Nullable Finding zram(Place place) {
    if (!place.stack().everyWayPasses(layer -> layer.name().startsWith("zram"))) {
      return null;
    }
    for (Layer layer : place.stack().layers()) {
      Path device = layer.name().startsWith("zram") ? layer.device() : null;
      String said = device == null ? null : place.files().text(device.resolve("comp_algorithm"));
      String chosen = said == null ? null : chosen(said);
      if (said != null && chosen != null) {
        return Finding.present(
                chosen, ZRAM, layer.name() + ": " + said, "the disk in memory below compresses")
            .fromSysfs();
      }
    }
    return null;
  }

  /** The one in brackets. */
  static @Nullable String chosen(String choices) {
    int open = choices.indexOf('[');
    int close = choices.indexOf(']', open);
    return open < 0 || close < 0 ? null : choices.substring(open + 1, close);
  }
}
