package io.diskwright.probe.dm;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Answers laid out as drivers/md/dm-ioctl.c lays them out. */
public final class Answers {
  private Answers() {}

  /** One target. */
  public record Target(String type, String status, String table) {}

  /** The answer to DM_TABLE_STATUS, into {@code buffer}, as the kernel would give it. */
  public static void table(byte[] buffer, String name, String uuid, List<Target> targets) {
    ByteBuffer out = ByteBuffer.wrap(buffer).order(ByteOrder.nativeOrder());
    boolean table = (out.getInt(28) & DmAnswer.TABLE) != 0;
    text(buffer, 48, name);
    text(buffer, 176, uuid);
    out.putInt(0, 4).putInt(4, 48).putInt(8, 0);
    out.putInt(20, targets.size()).putInt(32, 7).putInt(16, DmAnswer.HEAD);
    int at = DmAnswer.HEAD;
    long sector = 0;
    for (Target target : targets) {
      String said = table ? target.table() : target.status();
      int end = at + 40 + said.getBytes(StandardCharsets.UTF_8).length + 1;
      end = (end + 7) & ~7;
      if (end > buffer.length) {
        out.putInt(28, out.getInt(28) | DmAnswer.BUFFER_FULL);
        return;
      }
      out.putLong(at, sector).putLong(at + 8, 2048).putInt(at + 20, end - DmAnswer.HEAD);
      text(buffer, at + 24, target.type());
      text(buffer, at + 40, said);
      sector += 2048;
      at = end;
    }
  }

  static byte[] answer(boolean table, String name, String uuid, Target... targets) {
    byte[] buffer = DmAnswer.request(4096, 253, 1, table ? DmAnswer.TABLE : 0);
    table(buffer, name, uuid, List.of(targets));
    return buffer;
  }

  private static void text(byte[] buffer, int at, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    System.arraycopy(bytes, 0, buffer, at, bytes.length);
    buffer[at + bytes.length] = 0;
  }
}
