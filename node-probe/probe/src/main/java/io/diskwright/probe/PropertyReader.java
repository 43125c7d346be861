package io.diskwright.probe;

import io.diskwright.libc.ErrnoException;
import io.diskwright.libc.Fsxattr;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The properties a device is published with: what costs and choices depend on. */
final class PropertyReader {
  /** Mount options that change how images behave; the rest (seclabel, subvolid…) is noise. */
  private static final Set<String> RELEVANT =
      Set.of(
          "ro",
          "noatime",
          "relatime",
          "discard",
          "data",
          "barrier",
          "nobarrier",
          "delalloc",
          "nodelalloc",
          "nodatacow",
          "nodatasum",
          "compress",
          "compress-force",
          "autodefrag",
          "ssd",
          "nossd",
          "prjquota",
          "pquota",
          "allocsize",
          "largeio",
          "swalloc",
          "wsync",
          "dax",
          "huge",
          "size",
          "vers",
          "proto",
          "hard",
          "soft",
          "sync",
          "cache",
          "metacopy",
          "redirect_dir",
          "volatile");

  private PropertyReader() {}

  static SortedMap<String, String> read(Place place) {
    SortedMap<String, String> all = new TreeMap<>();
    all.put("filesystem", place.mount().type());
    all.put("blockSize", Long.toString(place.statfs().blockSize()));
    put(all, "mountPoint", place.mount().point());
    put(all, "mountOptions", mountOptions(place.mount()));
    put(all, "kernel", place.kernel());
    if (place.baseMount() != place.mount()) {
      all.put("upperFilesystem", place.baseType());
    }
    DiskProperties.read(place.hardware(), all);
    place.stack().layers().stream()
        .map(Layer::type)
        .filter(LayerTypes::raid)
        .findFirst()
        .ifPresent(level -> all.put("raidLevel", level));
    Btrfs btrfs = place.btrfs();
    if (btrfs != null) {
      all.put("dataProfile", btrfs.profileName());
      all.put("sectorSize", Integer.toString(btrfs.sectorSize()));
      put(all, "checksum", btrfs.checksum());
    }
    XfsGeometry xfs = place.xfs();
    if (xfs != null) {
      all.put("reflink", Boolean.toString(xfs.reflink()));
      all.put("sectorSize", Integer.toString(xfs.sectorSize()));
      put(all, "extentSizeHint", extentSizeHint(place));
    }
    return all;
  }

  /** Sorted and without repetition, so that it only changes when something did. */
  static String mountOptions(Mount mount) {
    List<String> found = new ArrayList<>(mount.options());
    found.addAll(mount.superOptions());
    return String.join(
        ",",
        found.stream()
            .filter(option -> RELEVANT.contains(option.split("=", 2)[0]))
            .distinct()
            .sorted()
            .toList());
  }

  /**
   * Bytes that new files take at a time, as handed on by the directory; null when there is none.
   */
  private static @Nullable String extentSizeHint(Place place) {
    try {
      Fsxattr said = Fsxattr.get(place.libc(), place.base());
      boolean set = said.has(Fsxattr.EXTSIZE | Fsxattr.EXTSZINHERIT);
      return set && said.extentSize() > 0 ? Integer.toString(said.extentSize()) : null;
    } catch (ErrnoException e) {
      return null;
    }
  }

  private static void put(SortedMap<String, String> all, String name, @Nullable String value) {
    if (value != null && !value.isEmpty()) {
      all.put(name, value);
    }
  }
}
