package io.diskwright.probe;

import io.diskwright.libc.ErrnoException;
import io.diskwright.libc.Fsxattr;
import io.diskwright.libc.InodeFlags;
import io.diskwright.libc.Statx;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/** The properties that each file system has of its own. */
final class FilesystemProperties {
  private FilesystemProperties() {}

  static void read(Place place, SortedMap<String, String> all) {
    Btrfs btrfs = place.btrfs();
    if (btrfs != null) {
      btrfs(btrfs, all);
    }
    XfsGeometry xfs = place.xfs();
    if (xfs != null) {
      xfs(xfs, all);
    }
    Ext4 ext4 = place.ext4();
    if (ext4 != null) {
      ext4(place, ext4, all);
    }
    attributes(place, all);
    try {
      all.put("fallocateModes", place.fallocateModes().text());
    } catch (ScratchUnavailable | ErrnoException e) {
      // Nothing can be written here, which the condition Ready says.
    }
  }

  private static void btrfs(Btrfs btrfs, SortedMap<String, String> all) {
    all.put("dataProfile", btrfs.profileName());
    all.put("metadataProfile", btrfs.metadataProfileName());
    all.put("sectorSize", Integer.toString(btrfs.sectorSize()));
    put(all, "checksum", btrfs.checksum());
    if (btrfs.devices() > 1) {
      all.put("devices", Long.toString(btrfs.devices()));
    }
    if (!btrfs.missing().isEmpty()) {
      all.put("missingDevices", Integer.toString(btrfs.missing().size()));
    }
  }

  private static void xfs(XfsGeometry xfs, SortedMap<String, String> all) {
    all.put("reflink", Boolean.toString(xfs.reflink()));
    all.put("sectorSize", Integer.toString(xfs.sectorSize()));
    all.put("allocationGroups", Integer.toString(xfs.allocationGroups()));
    all.put("features", String.join(",", xfs.features()));
    if (xfs.stripeUnit() > 0) {
      all.put("stripeUnit", Long.toString(xfs.stripeUnit()));
      all.put("stripeWidth", Long.toString(xfs.stripeWidth()));
    }
    if (xfs.realtime()) {
      all.put("realtimeDevice", "true");
    }
  }

  private static void ext4(Place place, Ext4 ext4, SortedMap<String, String> all) {
    put(all, "journalMode", ext4.journalMode());
    if (ext4.features() != null) {
      put(all, "features", String.join(",", ext4.features()));
    }
    try {
      boolean extents = (place.newFileFlags() & InodeFlags.EXTENT) != 0;
      all.put("extents", Boolean.toString(extents));
      long cluster = place.libc().statx(place.scratch().sparse()).allocatedBytes();
      if (extents && cluster > place.statfs().blockSize()) {
        all.put("clusterSize", Long.toString(cluster)); // one block was written
      }
    } catch (ScratchUnavailable | ErrnoException e) {
      // As above.
    }
  }

  /** What the directory hands on to new files. */
  private static void attributes(Place place, SortedMap<String, String> all) {
    try {
      Fsxattr said = Fsxattr.get(place.libc(), place.base());
      if (said.has(Fsxattr.EXTSIZE | Fsxattr.EXTSZINHERIT) && said.extentSize() > 0) {
        all.put("extentSizeHint", Integer.toString(said.extentSize()));
      }
      if (said.projectId() != 0) {
        all.put("projectId", Integer.toUnsignedString(said.projectId()));
      }
      if (said.has(Fsxattr.RTINHERIT)) {
        all.put("realtimeFiles", "true");
      }
      if (place.libc().statx(place.scratch().sparse()).has(Statx.DAX)) {
        all.put("dax", "true");
      }
    } catch (ScratchUnavailable | ErrnoException e) {
      // Files here have none, or none can be made.
    }
  }

  private static void put(SortedMap<String, String> all, String name, @Nullable String value) {
    if (value != null && !value.isEmpty()) {
      all.put(name, value);
    }
  }
}
