package io.diskwright.image;

import static io.diskwright.image.HeaderReader.require;

import io.diskwright.image.Header.BrokenException;
import io.diskwright.image.Header.Bytes;
import io.diskwright.planner.ImageFormat;
import java.nio.ByteBuffer;
import java.util.TreeMap;

/** The header and the first table of qcow2; docs/interop/qcow2.txt of QEMU. */
final class Qcow2Header {
  private static final int MAGIC = 0x514649FB; // "QFI\xfb"
  private static final long CORRUPT = 1L << 1;
  private static final long DATA_FILE = 1L << 2;
  private static final long COMPRESSION_TYPE = 1L << 3;
  private static final long EXTENDED_L2 = 1L << 4;
  private static final long LAZY_REFCOUNTS = 1L;
  private static final long OFFSET_MASK = 0x00FFFFFFFFFFFE00L;
  private static final int LARGEST_L1_BYTES = 32 << 20; // QCOW_MAX_L1_SIZE of QEMU

  private Qcow2Header() {}

  /** Whether these are the first bytes of one. */
  static boolean isOne(ByteBuffer header) {
    return header.getInt(0) == MAGIC;
  }

  static Header read(Bytes bytes) throws BrokenException {
    ByteBuffer header = bytes.at(0, 104);
    require(header.getInt(0) == MAGIC, ImageFormat.qcow2, "no magic number");
    int version = header.getInt(4);
    require(version == 2 || version == 3, ImageFormat.qcow2, "version " + version);
    require(
        header.getLong(8) == 0 && header.getInt(16) == 0,
        ImageFormat.qcow2,
        "it has a backing file");
    int clusterBits = header.getInt(20);
    require(
        clusterBits >= 9 && clusterBits <= 21,
        ImageFormat.qcow2,
        "clusters of 2^" + clusterBits + " bytes");
    long incompatible = version == 2 ? 0 : header.getLong(72);
    require((incompatible & CORRUPT) == 0, ImageFormat.qcow2, "it is marked corrupt");
    require((incompatible & DATA_FILE) == 0, ImageFormat.qcow2, "it has a data file");
    TreeMap<String, String> options = new TreeMap<>();
    options.put("cluster_size", Integer.toString(1 << clusterBits));
    options.put("extended_l2", onOff(incompatible & EXTENDED_L2));
    options.put("lazy_refcounts", onOff(version == 2 ? 0 : header.getLong(80) & LAZY_REFCOUNTS));
    boolean zstd = (incompatible & COMPRESSION_TYPE) != 0 && bytes.at(104, 1).get(0) == 1;
    options.put("compression_type", zstd ? "zstd" : "zlib");
    require(
        header.getInt(32) == 0 || LuksHeader.announced(header),
        ImageFormat.qcow2,
        "encrypted by other means than LUKS");
    if (LuksHeader.announced(header)) {
      LuksHeader.read(bytes).requireUsable();
      options.put(OrderRules.ENCRYPT_FORMAT, OrderRules.LUKS);
    }
    long filled = filledEntries(bytes, header.getInt(36), header.getLong(40), 1 << clusterBits);
    return new Header(header.getLong(24), options, filled << clusterBits);
  }

  /** How many second-level tables the first-level table points at: each is one cluster. */
  private static long filledEntries(Bytes bytes, int entries, long offset, int clusterBytes)
      throws BrokenException {
    require(
        entries >= 0 && entries <= LARGEST_L1_BYTES / Long.BYTES,
        ImageFormat.qcow2,
        "a first-level table of " + Integer.toUnsignedString(entries) + " entries");
    ByteBuffer table = bytes.at(offset, entries * Long.BYTES);
    long filled = 0;
    long last = 0;
    for (int i = 0; i < entries; i++) {
      long at = table.getLong(i * Long.BYTES) & OFFSET_MASK;
      last = Math.max(last, at);
      if (at != 0) {
        filled++;
      }
    }
    if (last != 0) {
      bytes.at(last + clusterBytes - 1, 1); // throws where the file ends before its last table
    }
    return filled;
  }

  /** Bytes of second-level tables that cover {@code virtualBytes} in full. */
  static long fullTableBytes(long virtualBytes, long clusterBytes, boolean extended) {
    long perTable = clusterBytes / (extended ? 16 : 8);
    long covered = perTable * clusterBytes;
    return (virtualBytes + covered - 1) / covered * clusterBytes;
  }

  private static String onOff(long bit) {
    return bit == 0 ? "off" : "on";
  }
}
