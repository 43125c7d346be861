package io.diskwright.image;

import static io.diskwright.image.HeaderReader.require;

import io.diskwright.image.Header.BrokenException;
import io.diskwright.image.Header.Bytes;
import io.diskwright.planner.ImageFormat;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;
import java.util.TreeMap;

/**
 * The virtual size of a VHDX; [MS-VHDX]: the region table at 192 KiB leads to the metadata region,
 * whose table leads to each item.
 */
final class VhdxHeader {
  private static final long FILE_SIGNATURE = 0x656C696678646876L; // "vhdxfile"
  private static final long METADATA_SIGNATURE = 0x617461646174656DL; // "metadata"
  private static final int REGION_SIGNATURE = 0x69676572; // "regi"
  private static final long REGION_TABLE = 192 << 10;
  private static final int TABLE_BYTES = 64 << 10;
  private static final int MOST_ENTRIES = 2047;
  private static final int ENTRY = 32;

  // GUIDs as they lie in the file.
  private static final byte[] METADATA_REGION =
      HexFormat.of().parseHex("06a27c8b90479a4bb8fe575f050f886e");
  private static final byte[] VIRTUAL_DISK_SIZE =
      HexFormat.of().parseHex("2442a52f1bcd7648b2115dbed83bf4b8");
  private static final byte[] FILE_PARAMETERS =
      HexFormat.of().parseHex("3767a1ca36fa434db3b633f0aa44e76b");

  private VhdxHeader() {}

  static Header read(Bytes bytes) throws BrokenException {
    require(little(bytes, 0, 8).getLong(0) == FILE_SIGNATURE, ImageFormat.vhdx, "no signature");
    ByteBuffer regions = little(bytes, REGION_TABLE, TABLE_BYTES);
    require(regions.getInt(0) == REGION_SIGNATURE, ImageFormat.vhdx, "no region table");
    int region = find(regions, 16, regions.getInt(8), METADATA_REGION, "metadata region");
    long base = regions.getLong(region + 16);
    ByteBuffer metadata = little(bytes, base, TABLE_BYTES);
    require(metadata.getLong(0) == METADATA_SIGNATURE, ImageFormat.vhdx, "no metadata table");
    int count = Short.toUnsignedInt(metadata.getShort(10));
    int size = find(metadata, 32, count, VIRTUAL_DISK_SIZE, "virtual size");
    int parameters = find(metadata, 32, count, FILE_PARAMETERS, "file parameters");
    ByteBuffer flags = little(bytes, base + unsigned(metadata, parameters + 16), 8);
    require((flags.getInt(4) & 2) == 0, ImageFormat.vhdx, "it has a parent");
    TreeMap<String, String> options = new TreeMap<>();
    options.put("subformat", (flags.getInt(4) & 1) != 0 ? "fixed" : "dynamic");
    long bytesOfGuest = little(bytes, base + unsigned(metadata, size + 16), 8).getLong(0);
    return new Header(bytesOfGuest, options, 0);
  }

  /** Where in {@code table} the entry of {@code guid} begins. */
  private static int find(ByteBuffer table, int first, int count, byte[] guid, String what)
      throws BrokenException {
    require(count >= 0 && count <= MOST_ENTRIES, ImageFormat.vhdx, count + " entries in a table");
    byte[] found = new byte[guid.length];
    for (int i = 0; i < count && first + (i + 1) * ENTRY <= table.capacity(); i++) {
      table.get(first + i * ENTRY, found);
      if (java.util.Arrays.equals(found, guid)) {
        return first + i * ENTRY;
      }
    }
    throw new BrokenException(ImageFormat.vhdx, "no " + what);
  }

  private static long unsigned(ByteBuffer table, int at) {
    return Integer.toUnsignedLong(table.getInt(at));
  }

  private static ByteBuffer little(Bytes bytes, long offset, int length) throws BrokenException {
    return bytes.at(offset, length).order(ByteOrder.LITTLE_ENDIAN);
  }
}
