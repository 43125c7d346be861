package io.diskwright.probe.lvm;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The head of a physical volume, as pvcreate writes it. */
public final class PvHeads {
  private PvHeads() {}

  /** A label in the second sector, one data area, one metadata area. */
  public static byte[] captured() {
    byte[] head = new byte[PvHead.SIZE];
    ByteBuffer.wrap(head)
        .order(ByteOrder.LITTLE_ENDIAN)
        .position(512)
        .put("LABELONE".getBytes(StandardCharsets.US_ASCII))
        .putInt(512 + 20, 32)
        .putLong(512 + 32 + 40, 1 << 20)
        .putLong(512 + 32 + 40 + 32, 4096);
    return head;
  }

  /** Everything that is read of it. */
  public static Object read(byte[] bytes) {
    return List.of(PvHead.metadataArea(bytes), PvHead.text(bytes), PvHead.sequence(bytes));
  }
}
