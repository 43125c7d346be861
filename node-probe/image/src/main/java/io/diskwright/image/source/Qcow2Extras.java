package io.diskwright.image.source;

import static io.diskwright.image.source.RefusedException.require;

import io.diskwright.image.source.Claims.Part;
import io.diskwright.image.source.RefusedException.Why;
import java.nio.ByteBuffer;

/** What qcow2 has beside its data: reference counts, snapshots, bitmaps. */
final class Qcow2Extras {
  private static final long OFFSET = 0x00fffffffffffe00L;
  private static final long MOST_REFCOUNT_TABLE = 8 << 20; // QCOW_MAX_REFTABLE_SIZE
  private static final long MOST_SNAPSHOTS = 65536; // QCOW_MAX_SNAPSHOTS
  private static final long MOST_SNAPSHOT_BYTES = 16 << 20;
  private static final long MOST_EXTRA = 1024; // QCOW_MAX_SNAPSHOT_EXTRA_DATA
  private static final long MOST_FIRST_TABLE = 32 << 20; // QCOW_MAX_L1_SIZE
  private static final long MOST_BITMAPS = 65535; // BME_MAX_PHYS_BITMAPS
  private static final long MOST_BITMAP_DIRECTORY = 1 << 20;
  private static final int SNAPSHOT = 40;
  private static final int BITMAP = 24;

  private Qcow2Extras() {}

  static void refcounts(SourceFile file, long cluster, long offset, long clusters)
      throws RefusedException {
    String what = "its table of reference counts";
    require(
        clusters > 0 && clusters <= MOST_REFCOUNT_TABLE / cluster,
        Why.Damaged,
        what + " is " + clusters + " clusters long");
    SourceFile.aligned(offset, cluster, what);
    file.takeWhole(offset, clusters * cluster, Part.Refcounts, what);
    file.longs(
        offset,
        clusters * cluster / Long.BYTES,
        what,
        (i, entry) -> {
          if (entry != 0) {
            String block = "a block of reference counts";
            SourceFile.aligned(entry, cluster, block);
            file.take(entry, cluster, Part.Refcounts, block);
          }
        });
  }

  static void snapshots(SourceFile file, long cluster, long offset, long count)
      throws RefusedException {
    if (count == 0) {
      return;
    }
    String what = "its table of snapshots";
    require(count <= MOST_SNAPSHOTS, Why.Damaged, what + " has " + count + " entries");
    SourceFile.aligned(offset, cluster, what);
    long at = offset;
    for (long i = 0; i < count; i++) {
      ByteBuffer entry = file.at(at, SNAPSHOT, what);
      long extra = Integer.toUnsignedLong(entry.getInt(36));
      require(extra <= MOST_EXTRA, Why.Damaged, "a snapshot has " + extra + " bytes of extra data");
      long entries = Integer.toUnsignedLong(entry.getInt(8));
      String table = "the first-level table of a snapshot";
      require(
          entries <= MOST_FIRST_TABLE / Long.BYTES,
          Why.Damaged,
          table + " has " + entries + " entries");
      if (entries > 0) {
        SourceFile.aligned(entry.getLong(0), cluster, table);
        file.takeWhole(entry.getLong(0), entries * Long.BYTES, Part.Snapshots, table);
      }
      long words =
          Short.toUnsignedInt(entry.getShort(12)) + Short.toUnsignedInt(entry.getShort(14));
      at += (SNAPSHOT + extra + words + 7) / 8 * 8;
      require(at - offset <= MOST_SNAPSHOT_BYTES, Why.Damaged, what + " is absurdly large");
    }
    file.takeWhole(offset, at - offset, Part.Snapshots, what);
  }

  /** Those of the header extension {@code extension}. */
  static void bitmaps(SourceFile file, long cluster, ByteBuffer extension) throws RefusedException {
    String what = "its directory of bitmaps";
    long count = Integer.toUnsignedLong(extension.getInt(0));
    long length = extension.getLong(8);
    long offset = extension.getLong(16);
    require(
        count > 0 && count <= MOST_BITMAPS && length > 0 && length <= MOST_BITMAP_DIRECTORY,
        Why.Damaged,
        what + " has " + count + " entries in " + Long.toUnsignedString(length) + " bytes");
    SourceFile.aligned(offset, cluster, what);
    file.takeWhole(offset, length, Part.Bitmaps, what);
    ByteBuffer directory = file.at(offset, length, what);
    long at = 0;
    for (long i = 0; i < count; i++) {
      require(at + BITMAP <= length, Why.Damaged, what + " is cut off");
      ByteBuffer entry = directory.slice((int) at, BITMAP);
      bitmap(file, cluster, entry);
      long extra = Integer.toUnsignedLong(entry.getInt(20));
      at += (BITMAP + extra + Short.toUnsignedInt(entry.getShort(18)) + 7) / 8 * 8;
    }
    require(at == length, Why.Damaged, what + " has " + length + " bytes and uses " + at);
  }

  private static void bitmap(SourceFile file, long cluster, ByteBuffer entry)
      throws RefusedException {
    String what = "the table of a bitmap";
    long offset = entry.getLong(0);
    long entries = Integer.toUnsignedLong(entry.getInt(8));
    int granularity = entry.get(17);
    require(
        granularity >= 9 && granularity <= 31,
        Why.Damaged,
        "a bitmap has bits for 2^" + (granularity & 0xff) + " bytes");
    if (entries == 0) {
      return;
    }
    SourceFile.aligned(offset, cluster, what);
    file.takeWhole(offset, entries * Long.BYTES, Part.Bitmaps, what);
    file.longs(
        offset,
        entries,
        what,
        (i, value) -> {
          long at = value & OFFSET;
          if (at != 0) {
            SourceFile.aligned(at, cluster, "a part of a bitmap");
            file.take(at, cluster, Part.Bitmaps, "a part of a bitmap");
          }
        });
  }
}
