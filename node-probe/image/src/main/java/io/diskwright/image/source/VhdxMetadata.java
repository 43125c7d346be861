package io.diskwright.image.source;

import static io.diskwright.image.source.RefusedException.require;

import io.diskwright.image.source.Claims.Part;
import io.diskwright.image.source.RefusedException.Why;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;

/** The metadata of a VHDX, and its table of blocks. */
final class VhdxMetadata {
  /**
   * A part of the file.
   *
   * @param at its first byte
   * @param length in bytes
   */
  record Region(long at, long length) {}

  /** Sixteen bytes that name something, as they lie in the file. */
  record Guid(long first, long second) {
    static Guid of(String hex) {
      ByteBuffer bytes = ByteBuffer.wrap(HexFormat.of().parseHex(hex));
      return new Guid(bytes.getLong(0), bytes.getLong(8));
    }

    boolean is(ByteBuffer table, int at) {
      return Long.reverseBytes(table.getLong(at)) == first
          && Long.reverseBytes(table.getLong(at + 8)) == second;
    }
  }

  static final Guid BLOCKS = Guid.of("6677c22d23f600429d64115e9bfd4a08");
  static final Guid METADATA = Guid.of("06a27c8b90479a4bb8fe575f050f886e");
  private static final Guid PARAMETERS = Guid.of("3767a1ca36fa434db3b633f0aa44e76b");
  private static final Guid SIZE = Guid.of("2442a52f1bcd7648b2115dbed83bf4b8");
  private static final Guid PAGE83 = Guid.of("ab12cabee6b2234593efc309e000c746");
  private static final Guid LOGICAL = Guid.of("1dbf41816fa90947ba47f233a8faab5f");
  private static final Guid PHYSICAL = Guid.of("c748a3cd5d4471449cc9e9885251c556");
  private static final Guid PARENT = Guid.of("2d5fd3a80bb34d45abf7d3d84834ab0c");
  private static final Map<Guid, Integer> LENGTHS =
      Map.of(PARAMETERS, 8, SIZE, 8, PAGE83, 16, LOGICAL, 4, PHYSICAL, 4);

  private static final long SIGNATURE = 0x617461646174656DL; // "metadata"
  private static final int TABLE = 64 << 10;
  private static final int MOST_ITEMS = 2047;
  private static final long MOST_BLOCK = 256 << 20;
  private static final long SPARE_TABLE = 16 << 20;
  private static final String BLOCK_TABLE = "its table of blocks";

  private final SourceFile file;
  private final Region metadata;
  private final Region blocks;

  VhdxMetadata(SourceFile file, Region metadata, Region blocks) {
    this.file = file;
    this.metadata = metadata;
    this.blocks = blocks;
  }

  /** Looks through it; returns the bytes a guest sees. */
  long inspect() throws RefusedException {
    Map<Guid, ByteBuffer> items = items();
    ByteBuffer parameters = item(items, PARAMETERS);
    require((parameters.getInt(4) & 2) == 0, Why.Reaches, "it has a parent");
    long block = Integer.toUnsignedLong(parameters.getInt(0));
    require(
        Long.bitCount(block) == 1 && block >= VhdxSource.MIB && block <= MOST_BLOCK,
        Why.Damaged,
        "its blocks are " + block + " bytes large");
    int sector = item(items, LOGICAL).getInt(0);
    require(
        sector == 512 || sector == 4096,
        Why.Damaged,
        "its sectors are " + Integer.toUnsignedString(sector) + " bytes large");
    long virtual = file.virtual(item(items, SIZE).getLong(0));
    require(
        virtual % sector == 0 && virtual <= 64L << 40,
        Why.Damaged,
        "it is " + virtual + " bytes large");
    walk(virtual, block, (1L << 23) * sector / block);
    return virtual;
  }

  private Map<Guid, ByteBuffer> items() throws RefusedException {
    String what = "its table of metadata";
    ByteBuffer table = file.at(metadata.at(), TABLE, what);
    require(table.getLong(0) == SIGNATURE, Why.Damaged, what + " is not there");
    int count = Short.toUnsignedInt(table.getShort(10));
    require(count <= MOST_ITEMS, Why.Damaged, what + " has " + count + " entries");
    Map<Guid, ByteBuffer> items = new HashMap<>();
    for (int i = 0; i < count; i++) {
      int entry = 32 + i * 32;
      require(!PARENT.is(table, entry), Why.Reaches, "it says where its parent is");
      Guid known = null;
      int expected = 0;
      for (Map.Entry<Guid, Integer> item : LENGTHS.entrySet()) {
        if (item.getKey().is(table, entry)) {
          known = item.getKey();
          expected = item.getValue();
        }
      }
      if (known == null) {
        require(
            (table.getInt(entry + 24) & 4) == 0, Why.Unknown, "it needs metadata that is unknown");
        continue;
      }
      long at = Integer.toUnsignedLong(table.getInt(entry + 16));
      long length = Integer.toUnsignedLong(table.getInt(entry + 20));
      require(
          at >= TABLE && length == expected && at + length <= metadata.length(),
          Why.Damaged,
          "an item of metadata is " + length + " bytes long, " + at + " bytes into it");
      ByteBuffer value = file.at(metadata.at() + at, length, "an item of metadata");
      require(items.put(known, value) == null, Why.Damaged, "it has an item of metadata twice");
    }
    return items;
  }

  private static ByteBuffer item(Map<Guid, ByteBuffer> items, Guid guid) throws RefusedException {
    ByteBuffer value = items.get(guid);
    if (value == null) {
      throw new RefusedException(Why.Damaged, "it lacks an item of metadata");
    }
    return value;
  }

  /** Every {@code chunk} entries for blocks one for the bitmap of a child follows. */
  private void walk(long virtual, long block, long chunk) throws RefusedException {
    long data = (virtual + block - 1) / block;
    long entries = data + (data - 1) / chunk;
    require(
        entries * Long.BYTES <= blocks.length()
            && blocks.length() <= Math.max(SPARE_TABLE, 2 * entries * Long.BYTES),
        Why.Damaged,
        BLOCK_TABLE + " is " + blocks.length() + " bytes long for " + entries + " entries");
    file.longs(
        blocks.at(),
        entries,
        BLOCK_TABLE,
        (i, entry) -> {
          int state = (int) entry & 7;
          boolean bitmap = i % (chunk + 1) == chunk;
          if (bitmap ? state != 0 : state == 7) {
            throw new RefusedException(Why.Reaches, "a block of it is in part in its parent");
          }
          if (state == 4) {
            throw new RefusedException(Why.Damaged, "a block of it is in a state that is unknown");
          }
          if (state == 6) {
            long at = entry & -VhdxSource.MIB;
            file.takeWhole(at, block, Part.Data, "a block of data");
          }
        });
    file.claims().settle();
  }
}
