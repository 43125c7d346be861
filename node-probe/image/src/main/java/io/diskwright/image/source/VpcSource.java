package io.diskwright.image.source;

import static io.diskwright.image.source.RefusedException.require;

import io.diskwright.image.source.Claims.Part;
import io.diskwright.image.source.RefusedException.Why;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Set;

/** VHD from outside; Virtual Hard Disk Image Format Specification 1.0, and block/vpc.c of QEMU. */
final class VpcSource {
  static final long COOKIE = 0x636F6E6563746978L; // "conectix"

  private static final int FOOTER = 512;
  private static final int HEADER = 1024;
  private static final long HEADER_COOKIE = 0x6378737061727365L; // "cxsparse"
  private static final int FIXED = 2;
  private static final int DYNAMIC = 3;
  private static final int DIFFERENCES = 4;
  private static final long UNUSED = 0xffffffffL;
  private static final long LARGEST = 2040L << 30;
  private static final long LARGEST_GEOMETRY = 65535L * 16 * 255;

  /** Programs whose images are as large as they say, not as their geometry says. */
  private static final Set<String> EXACT = Set.of("win ", "qem2", "d2v ", "tap\0", "CTXS");

  private VpcSource() {}

  /** Looks through it; returns the bytes a guest sees. */
  static long inspect(SourceFile file) throws RefusedException {
    require(
        file.size() >= FOOTER && file.size() % FOOTER == 0,
        Why.Damaged,
        "it is cut off: it does not end with a sector");
    ByteBuffer first = file.at(0, FOOTER, "its header");
    ByteBuffer last = file.at(file.size() - FOOTER, FOOTER, "its footer");
    require(last.getLong(0) == COOKIE, Why.Damaged, "it does not end as VHD does");
    requireSum(last, 64, "its footer");
    int type = last.getInt(60);
    require(type != DIFFERENCES, Why.Reaches, "it holds differences to another image");
    require(
        type == FIXED || type == DYNAMIC,
        Why.Unknown,
        "it is of type " + Integer.toUnsignedString(type) + ", neither fixed nor dynamic");
    require(
        type == FIXED ? first.getLong(0) != COOKIE : first.equals(last),
        Why.Damaged,
        "its header and its footer differ");
    long virtual = file.virtual(virtual(last));
    require(virtual <= LARGEST, Why.Damaged, "it is " + virtual + " bytes large, 2040 GiB at most");
    if (type == FIXED) {
      require(
          virtual <= file.size() - FOOTER,
          Why.Damaged,
          "it is " + virtual + " bytes large and holds " + (file.size() - FOOTER));
    } else {
      dynamic(file, last.getLong(16), virtual);
    }
    return virtual;
  }

  /** Whether these last bytes of a file are those of a fixed one. */
  static boolean isFixed(ByteBuffer footer) {
    return footer.getLong(0) == COOKIE && footer.getInt(60) == FIXED && sum(footer, 64);
  }

  private static long virtual(ByteBuffer footer) {
    byte[] creator = new byte[4];
    footer.get(28, creator);
    long sectors =
        (long) Short.toUnsignedInt(footer.getShort(56))
            * Byte.toUnsignedInt(footer.get(58))
            * Byte.toUnsignedInt(footer.get(59));
    boolean exact = EXACT.contains(new String(creator, StandardCharsets.ISO_8859_1));
    return exact || sectors == LARGEST_GEOMETRY ? footer.getLong(48) & -FOOTER : sectors * FOOTER;
  }

  private static void dynamic(SourceFile file, long at, long virtual) throws RefusedException {
    String what = "its dynamic header";
    SourceFile.aligned(at, FOOTER, what);
    file.takeWhole(0, FOOTER, Part.Header, "its header");
    file.takeWhole(file.size() - FOOTER, FOOTER, Part.Header, "its footer");
    file.takeWhole(at, HEADER, Part.Header, what);
    ByteBuffer header = file.at(at, HEADER, what);
    require(header.getLong(0) == HEADER_COOKIE, Why.Damaged, what + " is not there");
    requireSum(header, 36, what);
    require(
        header.getLong(40) == 0 && header.getLong(48) == 0 && header.getShort(64) == 0,
        Why.Reaches,
        "it names a parent");
    for (int locator = 576; locator < 576 + 8 * 24; locator += 24) {
      require(header.getInt(locator) == 0, Why.Reaches, "it says where its parent is");
    }
    long block = Integer.toUnsignedLong(header.getInt(32));
    require(
        Long.bitCount(block) == 1 && block >= 4096 && block <= 256 << 20,
        Why.Damaged,
        "its blocks are " + block + " bytes large");
    long entries = Integer.toUnsignedLong(header.getInt(28));
    require(
        entries >= (virtual + block - 1) / block && entries <= LARGEST / block,
        Why.Damaged,
        "its table has " + entries + " entries for " + virtual + " bytes");
    walk(file, header.getLong(16), entries, block);
  }

  private static void walk(SourceFile file, long table, long entries, long block)
      throws RefusedException {
    String what = "its table of blocks";
    SourceFile.aligned(table, FOOTER, what);
    file.takeWhole(table, entries * Integer.BYTES, Part.Directory, what);
    file.claims().settle(); // before it is read
    long bitmap = (block / FOOTER / 8 + FOOTER - 1) & -FOOTER;
    file.ints(
        table,
        entries,
        what,
        (i, sector) -> {
          if (sector != UNUSED) {
            file.take(sector * FOOTER, bitmap + block, Part.Data, "a block of data");
          }
        });
    file.claims().settle();
  }

  private static void requireSum(ByteBuffer part, int at, String what) throws RefusedException {
    require(sum(part, at), Why.Damaged, what + " has a wrong checksum");
  }

  /** The complement of the sum of all bytes but its own four. */
  private static boolean sum(ByteBuffer part, int at) {
    int sum = 0;
    for (int i = 0; i < part.capacity(); i++) {
      sum += i >= at && i < at + Integer.BYTES ? 0 : Byte.toUnsignedInt(part.get(i));
    }
    return ~sum == part.getInt(at);
  }
}
