package io.diskwright.image.source;

import static io.diskwright.image.source.RefusedException.require;

import io.diskwright.image.source.Claims.Part;
import io.diskwright.image.source.RefusedException.Why;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** The header of qcow2 from outside; docs/interop/qcow2.txt of QEMU. */
final class Qcow2Source {
  static final int MAGIC = 0x514649FB; // "QFI\xfb"

  private static final int OLD_HEADER = 72;
  private static final int HEADER = 104;
  private static final long CORRUPT = 1L << 1;
  private static final long DATA_FILE = 1L << 2;
  private static final long COMPRESSION_TYPE = 1L << 3;
  private static final long EXTENDED_L2 = 1L << 4;
  private static final long KNOWN = 0x1f;
  private static final long BITMAPS = 1;
  private static final long RAW_DATA_FILE = 1L << 1;
  private static final int EXTENSION_BITMAPS = 0x23852875;
  private static final int EXTENSION_DATA_FILE = 0x44415441;
  private static final int EXTENSION_LUKS = 0x0537be77;

  private final SourceFile file;
  private final ByteBuffer header;
  private final int version;
  private final long cluster;

  private Qcow2Source(SourceFile file) throws RefusedException {
    this.file = file;
    ByteBuffer first = file.at(0, OLD_HEADER, "its header");
    require(first.getInt(0) == MAGIC, Why.Damaged, "it does not begin as qcow2 does");
    version = first.getInt(4);
    require(
        version == 2 || version == 3,
        Why.Unknown,
        "it is version " + Integer.toUnsignedString(version) + ", neither 2 nor 3");
    int bits = first.getInt(20);
    require(
        bits >= 9 && bits <= 21,
        Why.Damaged,
        "its clusters are 2^" + Integer.toUnsignedString(bits) + " bytes large");
    cluster = 1L << bits;
    header = file.at(0, Math.min(cluster, file.size()), "its header");
    require(
        header.capacity() >= (version == 2 ? OLD_HEADER : HEADER),
        Why.Damaged,
        "its header is cut off");
  }

  /** Looks through it; returns the bytes a guest sees. */
  static long inspect(SourceFile file) throws RefusedException {
    return new Qcow2Source(file).inspect();
  }

  private long inspect() throws RefusedException {
    requireAlone();
    long incompatible = version == 2 ? 0 : header.getLong(72);
    requireFeatures(incompatible);
    long virtual = file.virtual(header.getLong(24));
    file.take(0, cluster, Part.Header, "its header");
    extensions();
    Qcow2Extras.refcounts(file, cluster, header.getLong(48), unsigned(56));
    Qcow2Extras.snapshots(file, cluster, header.getLong(64), unsigned(60));
    boolean extended = (incompatible & EXTENDED_L2) != 0;
    boolean zstd = (incompatible & COMPRESSION_TYPE) != 0;
    new Qcow2Tables(file, cluster, version, extended, zstd)
        .walk(header.getLong(40), unsigned(36), virtual);
    return virtual;
  }

  private void requireAlone() throws RefusedException {
    long at = header.getLong(8);
    int length = header.getInt(16);
    if (at != 0 || length != 0) {
      boolean named = at > 0 && length > 0 && length <= 1023 && at + length <= header.capacity();
      byte[] name = new byte[named ? length : 0];
      header.get(named ? (int) at : 0, name);
      throw new RefusedException(
          Why.Reaches,
          "it has a backing file, "
              + RefusedException.quoted(new String(name, StandardCharsets.ISO_8859_1)));
    }
    require(
        header.getInt(32) == 0,
        Why.Unknown,
        "it is encrypted (method " + Integer.toUnsignedString(header.getInt(32)) + ")");
  }

  private void requireFeatures(long incompatible) throws RefusedException {
    require((incompatible & CORRUPT) == 0, Why.Damaged, "it is marked corrupt");
    require((incompatible & DATA_FILE) == 0, Why.Reaches, "its data is in another file");
    require(
        (incompatible & ~KNOWN) == 0,
        Why.Unknown,
        "it needs features that are unknown (0x" + Long.toHexString(incompatible & ~KNOWN) + ")");
    if (version == 2) {
      return;
    }
    require((header.getLong(88) & RAW_DATA_FILE) == 0, Why.Reaches, "its data is in another file");
    require(
        header.getInt(96) >= 0 && header.getInt(96) <= 6,
        Why.Damaged,
        "its reference counts are 2^" + Integer.toUnsignedString(header.getInt(96)) + " bits wide");
    int length = header.getInt(100);
    require(
        length >= HEADER && length <= header.capacity() && length % 8 == 0,
        Why.Damaged,
        "its header is " + Integer.toUnsignedString(length) + " bytes long");
    int compression = length > HEADER ? header.get(HEADER) : 0;
    require(
        compression == ((incompatible & COMPRESSION_TYPE) == 0 ? 0 : 1),
        Why.Unknown,
        "it is compressed by a method that is unknown (" + (compression & 0xff) + ")");
    require(
        (incompatible & EXTENDED_L2) == 0 || cluster >= 16 << 10,
        Why.Damaged,
        "its clusters of " + cluster + " bytes are too small to be divided");
  }

  private void extensions() throws RefusedException {
    int at = version == 2 ? OLD_HEADER : header.getInt(100);
    while (at + 8 <= header.capacity() && header.getInt(at) != 0) {
      int type = header.getInt(at);
      int length = header.getInt(at + 4);
      require(
          length >= 0 && length <= header.capacity() - at - 8,
          Why.Damaged,
          "a header extension is " + Integer.toUnsignedString(length) + " bytes long");
      require(type != EXTENSION_DATA_FILE, Why.Reaches, "it names another file for its data");
      require(type != EXTENSION_LUKS, Why.Unknown, "it is encrypted (LUKS)");
      if (type == EXTENSION_BITMAPS && version == 3 && (header.getLong(88) & BITMAPS) != 0) {
        require(length == 24, Why.Damaged, "its bitmaps extension is " + length + " bytes long");
        Qcow2Extras.bitmaps(file, cluster, header.slice(at + 8, length));
      }
      at += 8 + (length + 7) / 8 * 8;
    }
  }

  private long unsigned(int at) {
    return Integer.toUnsignedLong(header.getInt(at));
  }
}
