package io.diskwright.image.source;

import static io.diskwright.image.source.RefusedException.require;

import io.diskwright.image.source.Claims.Part;
import io.diskwright.image.source.RefusedException.Why;
import java.nio.ByteBuffer;

/** VDI from outside; the layout is that of VirtualBox, as in block/vdi.c of QEMU. */
final class VdiSource {
  static final int SIGNATURE = 0xBEDA107F;
  static final int SIGNATURE_AT = 64;

  private static final int HEADER = 512;
  private static final int VERSION = 0x00010001;
  private static final long BLOCK = 1 << 20;
  private static final long FREE = 0xffffffffL;
  private static final long DISCARDED = 0xfffffffeL;
  private static final long MOST_BLOCKS = 0x3fffffffL; // VDI_BLOCKS_IN_IMAGE_MAX

  private VdiSource() {}

  /** Looks through it; returns the bytes a guest sees. */
  static long inspect(SourceFile file) throws RefusedException {
    ByteBuffer header = file.at(0, HEADER, "its header");
    require(header.getInt(SIGNATURE_AT) == SIGNATURE, Why.Damaged, "it does not begin as VDI does");
    require(
        header.getInt(68) == VERSION,
        Why.Unknown,
        "it is version 0x" + Integer.toHexString(header.getInt(68)));
    require(
        empty(header, 424) && empty(header, 440),
        Why.Reaches,
        "it is the child of another image, which it names by UUID");
    int type = header.getInt(76);
    require(type != 3 && type != 4, Why.Reaches, "it holds differences to another image");
    require(
        type == 1 || type == 2,
        Why.Unknown,
        "it is of type " + Integer.toUnsignedString(type) + ", neither dynamic nor static");
    require(
        unsigned(header, 376) == BLOCK && header.getInt(380) == 0 && header.getInt(360) == 512,
        Why.Unknown,
        "its blocks are "
            + unsigned(header, 376)
            + "+"
            + unsigned(header, 380)
            + " bytes large, its sectors "
            + unsigned(header, 360));
    long virtual = file.virtual(header.getLong(368));
    long blocks = unsigned(header, 384);
    long allocated = unsigned(header, 388);
    require(
        blocks <= MOST_BLOCKS && blocks >= (virtual + BLOCK - 1) / BLOCK && allocated <= blocks,
        Why.Damaged,
        "it has " + blocks + " blocks, " + allocated + " allocated, for " + virtual + " bytes");
    file.take(0, HEADER, Part.Header, "its header");
    walk(file, unsigned(header, 340), unsigned(header, 344), blocks, allocated);
    return virtual;
  }

  private static void walk(SourceFile file, long map, long data, long blocks, long allocated)
      throws RefusedException {
    String what = "its map of blocks";
    SourceFile.aligned(map, HEADER, what);
    SourceFile.aligned(data, HEADER, "its data");
    file.takeWhole(map, blocks * Integer.BYTES, Part.Directory, what);
    file.claims().settle(); // before it is read
    file.ints(
        map,
        blocks,
        what,
        (i, block) -> {
          if (block != FREE && block != DISCARDED) {
            if (block >= allocated) {
              throw new RefusedException(
                  Why.Damaged,
                  "its map leads to block " + block + " of " + allocated + " that it has");
            }
            file.take(data + block * BLOCK, BLOCK, Part.Data, "a block of data");
          }
        });
    file.claims().settle();
  }

  private static boolean empty(ByteBuffer header, int at) {
    return header.getLong(at) == 0 && header.getLong(at + 8) == 0;
  }

  private static long unsigned(ByteBuffer header, int at) {
    return Integer.toUnsignedLong(header.getInt(at));
  }
}
