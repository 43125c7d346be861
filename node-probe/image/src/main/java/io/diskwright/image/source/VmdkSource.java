package io.diskwright.image.source;

import static io.diskwright.image.source.RefusedException.require;

import io.diskwright.image.source.Claims.Part;
import io.diskwright.image.source.RefusedException.Why;
import java.nio.ByteBuffer;

/** VMDK from outside: one sparse extent; Virtual Disk Format 1.1, and block/vmdk.c of QEMU. */
final class VmdkSource {
  static final int MAGIC = 0x564D444B; // "KDMV", little endian

  private static final int SECTOR = 512;
  private static final int SPARE_TABLE = 1 << 1;
  private static final int ZERO_GRAINS = 1 << 2;
  private static final int COMPRESSED = 1 << 16;
  private static final long AT_END = -1;
  private static final int MARKER_FOOTER = 3;
  private static final int GRAINS = 512; // in a grain table
  private static final int MOST_ENTRIES = 32 << 20;
  private static final long MOST_SECTORS = 1L << 41;
  private static final String DIRECTORY = "its grain directory";
  private static final String TABLE = "a grain table";

  private final SourceFile file;
  private final ByteBuffer header;

  private VmdkSource(SourceFile file, ByteBuffer header) {
    this.file = file;
    this.header = header;
  }

  /** Looks through it; returns the bytes a guest sees. */
  static long inspect(SourceFile file) throws RefusedException {
    ByteBuffer first = file.at(0, SECTOR, "its header");
    require(first.getInt(0) == MAGIC, Why.Damaged, "it does not begin as a sparse extent does");
    VmdkSource header = new VmdkSource(file, first);
    long sectors = header.capacity();
    VmdkDescriptor.inspect(file, first.getLong(28), first.getLong(36));
    file.take(0, SECTOR, Part.Header, "its header");
    VmdkSource last = first.getLong(56) == AT_END ? header.footer() : header;
    require(last.capacity() == sectors, Why.Damaged, "its header and its footer differ");
    last.walk(sectors);
    return sectors * SECTOR;
  }

  /** QEMU takes one of no sectors for a descriptor, and opens what it names. */
  private long capacity() throws RefusedException {
    long sectors = header.getLong(12);
    require(sectors != 0, Why.Reaches, "it has no sectors of its own");
    require(
        sectors > 0 && sectors <= MOST_SECTORS,
        Why.Damaged,
        "it claims to have " + Long.toUnsignedString(sectors) + " sectors, which is absurd");
    file.virtual(sectors * SECTOR);
    return sectors;
  }

  private VmdkSource footer() throws RefusedException {
    long at = file.size() - 3 * SECTOR;
    require(at > 0 && at % SECTOR == 0, Why.Damaged, "it is cut off");
    ByteBuffer marker = file.at(at, SECTOR, "its footer");
    ByteBuffer copy = file.at(at + SECTOR, SECTOR, "its footer");
    ByteBuffer end = file.at(at + 2 * SECTOR, SECTOR, "its end");
    require(
        marker.getInt(8) == 0
            && marker.getInt(12) == MARKER_FOOTER
            && copy.getInt(0) == MAGIC
            && copy.getLong(56) != AT_END
            && end.getLong(0) == 0
            && end.getLong(8) == 0,
        Why.Damaged,
        "its footer is not where it ends");
    file.take(at, 3 * SECTOR, Part.Header, "its footer");
    return new VmdkSource(file, copy);
  }

  private void walk(long sectors) throws RefusedException {
    int version = header.getInt(4);
    require(
        version >= 1 && version <= 3,
        Why.Unknown,
        "it is version " + Integer.toUnsignedString(version));
    long grain = header.getLong(20);
    require(
        Long.bitCount(grain) == 1 && grain >= 8 && grain <= 2048,
        Why.Damaged,
        "its grains are " + Long.toUnsignedString(grain) + " sectors large");
    require(
        header.getInt(44) == GRAINS,
        Why.Damaged,
        "its grain tables have " + Integer.toUnsignedString(header.getInt(44)) + " entries");
    int flags = header.getInt(8);
    int method = header.getShort(77);
    require(
        method == ((flags & COMPRESSED) == 0 ? 0 : 1),
        Why.Unknown,
        "it is compressed by a method that is unknown (" + method + ")");
    long entries = (sectors + GRAINS * grain - 1) / (GRAINS * grain);
    require(entries <= MOST_ENTRIES, Why.Damaged, DIRECTORY + " has " + entries + " entries");
    if ((flags & SPARE_TABLE) != 0) {
      file.within(at(header.getLong(48)), entries * Integer.BYTES, "its spare grain directory");
    }
    long directory = at(header.getLong(56));
    file.takeWhole(directory, entries * Integer.BYTES, Part.Directory, DIRECTORY);
    file.claims().settle(); // before it is read
    file.ints(directory, entries, DIRECTORY, (i, sector) -> takeTable(sector * SECTOR));
    file.claims().settle(); // before they are read: none twice
    Packed packed = new Packed();
    boolean compressed = method != 0;
    boolean zeroes = (flags & ZERO_GRAINS) != 0;
    file.ints(
        directory,
        entries,
        DIRECTORY,
        (i, table) -> {
          if (table != 0) {
            file.ints(
                table * SECTOR,
                GRAINS,
                TABLE,
                (j, sector) -> {
                  if (sector == 0 || (zeroes && sector == 1)) {
                    return;
                  }
                  if (compressed) {
                    file.within(sector * SECTOR, SECTOR, "a compressed grain");
                    file.claims().requireFree(sector * SECTOR, Part.Packed);
                    packed.take(sector * SECTOR);
                  } else {
                    file.take(sector * SECTOR, grain * SECTOR, Part.Data, "a grain");
                  }
                });
          }
        });
    file.claims().settle();
    packed.check(file, grain * SECTOR, Packed.DEFLATE, file.size());
  }

  private void takeTable(long at) throws RefusedException {
    if (at != 0) {
      file.takeWhole(at, GRAINS * Integer.BYTES, Part.Table, TABLE);
    }
  }

  private static long at(long sector) {
    return sector < 0 || sector > MOST_SECTORS ? -1 : sector * SECTOR;
  }
}
