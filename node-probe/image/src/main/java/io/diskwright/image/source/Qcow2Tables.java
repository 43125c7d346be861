package io.diskwright.image.source;

import static io.diskwright.image.source.RefusedException.require;

import io.diskwright.image.source.Claims.Part;
import io.diskwright.image.source.RefusedException.Why;
import java.nio.ByteBuffer;

/** The tables of qcow2 that lead to its data. */
final class Qcow2Tables {
  private static final long OFFSET = 0x00fffffffffffe00L;
  private static final long RESERVED_FIRST = 0x7f000000000001ffL;
  private static final long RESERVED_SECOND = 0x3f000000000001feL;
  private static final long COMPRESSED = 1L << 62;
  private static final long MOST_BYTES = 32 << 20; // QCOW_MAX_L1_SIZE
  private static final int SECTOR = 512;
  private static final String FIRST = "its first-level table";
  private static final String SECOND = "a second-level table";
  private static final String DATA = "a cluster of data";

  private final SourceFile file;
  private final long cluster;
  private final boolean old;
  private final boolean extended;
  private final boolean zstd;
  private final int entryBytes;
  private final int sizeShift;
  private final Packed packed = new Packed();

  Qcow2Tables(SourceFile file, long cluster, int version, boolean extended, boolean zstd) {
    this.file = file;
    this.cluster = cluster;
    this.old = version == 2;
    this.extended = extended;
    this.zstd = zstd;
    this.entryBytes = extended ? 16 : 8;
    this.sizeShift = 62 - (Long.numberOfTrailingZeros(cluster) - 8);
  }

  /** Walks the first-level table of {@code entries} at {@code offset}, and all below. */
  void walk(long offset, long entries, long virtual) throws RefusedException {
    long covered = cluster / entryBytes * cluster;
    require(
        entries <= MOST_BYTES / Long.BYTES && entries >= (virtual + covered - 1) / covered,
        Why.Damaged,
        FIRST + " has " + entries + " entries for " + virtual + " bytes");
    SourceFile.aligned(offset, cluster, FIRST);
    file.takeWhole(offset, entries * Long.BYTES, Part.Directory, FIRST);
    file.claims().settle(); // before it is read
    file.longs(offset, entries, FIRST, (i, entry) -> takeTable(entry));
    file.claims().settle(); // before they are read: none twice
    file.longs(
        offset,
        entries,
        FIRST,
        (i, entry) -> {
          if ((entry & OFFSET) != 0) {
            second(file.at(entry & OFFSET, cluster, SECOND));
          }
        });
    file.claims().settle();
    packed.check(file, cluster, zstd ? Packed.ZSTD : Packed.DEFLATE, -1);
  }

  private void takeTable(long entry) throws RefusedException {
    if ((entry & RESERVED_FIRST) != 0) {
      throw reserved(FIRST, entry);
    }
    long at = entry & OFFSET;
    if (at != 0) {
      SourceFile.aligned(at, cluster, SECOND);
      file.takeWhole(at, cluster, Part.Table, SECOND);
    }
  }

  private void second(ByteBuffer table) throws RefusedException {
    for (int i = 0; i < table.capacity(); i += entryBytes) {
      long entry = table.getLong(i);
      long parts = extended ? table.getLong(i + 8) : 0;
      if (entry == 0 && (int) parts == 0) {
        continue; // a hole, or zeroes
      }
      if ((entry & COMPRESSED) != 0) {
        compressed(entry);
      } else {
        plain(entry, parts);
      }
    }
  }

  private void plain(long entry, long parts) throws RefusedException {
    boolean zero = (entry & 1) != 0;
    boolean torn = (parts & parts >>> 32 & 0xffffffffL) != 0; // there, and zero, at once
    if ((entry & RESERVED_SECOND) != 0 || (zero && (old || extended)) || torn) {
      throw reserved(SECOND, entry);
    }
    long at = entry & OFFSET;
    if (at == 0) {
      if ((int) parts != 0) {
        throw reserved(SECOND, entry);
      }
      return;
    }
    SourceFile.aligned(at, cluster, DATA);
    file.take(at, cluster, Part.Data, DATA);
  }

  private void compressed(long entry) throws RefusedException {
    long at = entry & ((1L << sizeShift) - 1);
    long sectors = (entry >>> sizeShift & (cluster / 256 - 1)) + 1;
    long end = (at & -SECTOR) + sectors * SECTOR;
    if (entry < 0 || at < cluster) { // marked as its own, or in the header
      throw reserved(SECOND, entry);
    }
    file.within(at, 1, "compressed data");
    if (end > ((file.size() + cluster - 1) & -cluster)) { // it may be cut in its last sector
      throw file.outside("the end of compressed data", end);
    }
    packed.take(at, end - at);
  }

  private static RefusedException reserved(String what, long entry) {
    return new RefusedException(
        Why.Damaged, what + " has an entry that means nothing (0x" + Long.toHexString(entry) + ")");
  }
}
