package io.diskwright.probe.change;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** The parsers of what the kernel tells of changes, and a message for each. */
public final class ChangeParsers {
  private ChangeParsers() {}

  /** A disk that became larger. */
  public static byte[] uevent() {
    return "change@/devices/virtual/block/loop0\0ACTION=change\0SUBSYSTEM=block\0RESIZE=1\0SEQNUM=7\0"
        .getBytes(StandardCharsets.UTF_8);
  }

  /** Reads one. */
  public static Object uevent(byte[] message) {
    return Uevent.parse(message);
  }

  /** Two of them. */
  public static byte[] inotify() {
    byte[] bytes = new byte[16 + 16 + 16];
    ByteBuffer.wrap(bytes)
        .order(ByteOrder.nativeOrder())
        .putInt(1)
        .putInt(0x100)
        .putInt(0)
        .putInt(16)
        .put("disk.img".getBytes(StandardCharsets.UTF_8))
        .position(32)
        .putInt(1)
        .putInt(0x400);
    return bytes;
  }

  /** Reads them. */
  public static Object inotify(byte[] bytes) {
    return InotifyEvent.parse(bytes);
  }
}
