package io.diskwright.image.source;

import static io.diskwright.image.source.RefusedException.require;

import io.diskwright.image.source.Claims.Part;
import io.diskwright.image.source.RefusedException.Why;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/** VHDX from outside: headers, log, regions; [MS-VHDX]. */
final class VhdxSource {
  static final long SIGNATURE = 0x656C696678646876L; // "vhdxfile"

  private static final long HEADER_SIGNATURE = 0x64616568; // "head"
  private static final long REGION_SIGNATURE = 0x69676572; // "regi"
  private static final long HEADER_AT = 64 << 10;
  private static final long REGIONS_AT = 192 << 10;
  private static final int HEADER = 4 << 10;
  private static final int TABLE = 64 << 10;
  private static final int MOST_REGIONS = 2047;
  static final long MIB = 1 << 20;

  private final SourceFile file;
  private VhdxMetadata.@Nullable Region blocks;
  private VhdxMetadata.@Nullable Region metadata;

  private VhdxSource(SourceFile file) {
    this.file = file;
  }

  /** Looks through it; returns the bytes a guest sees. */
  static long inspect(SourceFile file) throws RefusedException {
    return new VhdxSource(file).inspect();
  }

  private long inspect() throws RefusedException {
    ByteBuffer identifier = file.at(0, 8, "its identifier");
    require(identifier.getLong(0) == SIGNATURE, Why.Damaged, "it does not begin as VHDX does");
    file.takeWhole(0, MIB, Part.Header, "its header");
    log(current());
    regions();
    if (blocks == null || metadata == null) {
      throw new RefusedException(Why.Damaged, "it has no table of blocks, or no metadata");
    }
    file.claims().settle(); // before they are read
    return new VhdxMetadata(file, metadata, blocks).inspect();
  }

  /** Of two headers the valid one with the higher number. */
  private ByteBuffer current() throws RefusedException {
    ByteBuffer one = file.at(HEADER_AT, HEADER, "its first header");
    ByteBuffer two = file.at(2 * HEADER_AT, HEADER, "its second header");
    boolean first = valid(one, HEADER_SIGNATURE);
    boolean second = valid(two, HEADER_SIGNATURE);
    require(first || second, Why.Damaged, "neither of its headers has its checksum");
    boolean later = Long.compareUnsigned(two.getLong(8), one.getLong(8)) > 0;
    return second && (!first || later) ? two : one;
  }

  private void log(ByteBuffer header) throws RefusedException {
    require(
        header.getShort(66) == 1 && header.getShort(64) == 0,
        Why.Unknown,
        "it is version " + header.getShort(66) + " with a log of version " + header.getShort(64));
    require(
        header.getLong(48) == 0 && header.getLong(56) == 0,
        Why.Damaged,
        "its log holds changes that are not in place yet; where you trust it, \"qemu-img check -r"
            + " all\" puts them there");
    long length = Integer.toUnsignedLong(header.getInt(68));
    long at = header.getLong(72);
    require(
        length % MIB == 0 && at % MIB == 0 && at >= MIB,
        Why.Damaged,
        "its log of " + length + " bytes begins at byte " + Long.toUnsignedString(at));
    file.takeWhole(at, length, Part.Log, "its log");
  }

  private void regions() throws RefusedException {
    ByteBuffer table = file.at(REGIONS_AT, TABLE, "its table of regions");
    require(valid(table, REGION_SIGNATURE), Why.Damaged, "its table of regions is not in order");
    int count = table.getInt(8);
    require(
        count >= 0 && count <= MOST_REGIONS,
        Why.Damaged,
        "its table of regions has " + Integer.toUnsignedString(count) + " entries");
    for (int i = 0; i < count; i++) {
      int entry = 16 + i * 32;
      VhdxMetadata.Region region =
          new VhdxMetadata.Region(
              table.getLong(entry + 16), Integer.toUnsignedLong(table.getInt(entry + 24)));
      if (VhdxMetadata.BLOCKS.is(table, entry)) {
        require(blocks == null, Why.Damaged, "it has two tables of blocks");
        blocks = taken(region, Part.Directory, "its table of blocks");
      } else if (VhdxMetadata.METADATA.is(table, entry)) {
        require(metadata == null, Why.Damaged, "it has metadata twice");
        metadata = taken(region, Part.Metadata, "its metadata");
      } else {
        require(
            (table.getInt(entry + 28) & 1) == 0, Why.Unknown, "it needs a region that is unknown");
      }
    }
  }

  private VhdxMetadata.Region taken(VhdxMetadata.Region region, Part part, String what)
      throws RefusedException {
    require(
        region.at() % MIB == 0 && region.length() % MIB == 0 && region.at() >= MIB,
        Why.Damaged,
        what + " has " + region.length() + " bytes at byte " + Long.toUnsignedString(region.at()));
    file.takeWhole(region.at(), region.length(), part, what);
    return region;
  }

  /** Whether it has its signature, and its CRC-32C in bytes 4 to 8. */
  private static boolean valid(ByteBuffer part, long signature) {
    CRC32C sum = new CRC32C();
    sum.update(part.array(), 0, 4);
    sum.update(new byte[4]);
    sum.update(part.array(), 8, part.capacity() - 8);
    return part.getInt(0) == signature && (int) sum.getValue() == part.getInt(4);
  }
}
