package io.diskwright.probe;

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
          "sync",
          "dirsync",
          "noatime",
          "relatime",
          "lazytime",
          "discard",
          "data",
          "barrier",
          "nobarrier",
          "delalloc",
          "nodelalloc",
          "journal_checksum",
          "stripe",
          "nodatacow",
          "nodatasum",
          "compress",
          "compress-force",
          "autodefrag",
          "degraded",
          "ssd",
          "ssd_spread",
          "nossd",
          "max_inline",
          "flushoncommit",
          "prjquota",
          "pquota",
          "pqnoenforce",
          "allocsize",
          "largeio",
          "swalloc",
          "wsync",
          "sunit",
          "swidth",
          "rtdev",
          "logdev",
          "dax",
          "huge",
          "size",
          "noswap",
          "compress_algorithm",
          "compress_extension",
          "checkpoint",
          "compression",
          "data_checksum",
          "data_replicas",
          "vers",
          "proto",
          "hard",
          "soft",
          "softerr",
          "cache",
          "nconnect",
          "nolock",
          "noac",
          "trans",
          "copyfrom",
          "nocopyfrom",
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
    place.stack().raidLevel().ifPresent(level -> all.put("raidLevel", level));
    FilesystemProperties.read(place, all);
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

  private static void put(SortedMap<String, String> all, String name, @Nullable String value) {
    if (value != null && !value.isEmpty()) {
      all.put(name, value);
    }
  }
}
