package io.diskwright.probe.change;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * struct inotify_event: watch, mask, cookie, length, name; include/uapi/linux/inotify.h.
 *
 * @param name of the entry it is about, or empty when it is about the directory itself
 */
record InotifyEvent(int watch, int mask, String name) {
  private static final int HEAD = 16;

  /** The events in what was read; what does not fit ends the list. */
  static List<InotifyEvent> parse(byte[] bytes) {
    List<InotifyEvent> events = new ArrayList<>();
    ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder());
    while (in.remaining() >= HEAD) {
      int watch = in.getInt();
      int mask = in.getInt();
      in.getInt(); // joins the two halves of a rename
      int length = in.getInt();
      if (length < 0 || length > in.remaining()) {
        break;
      }
      byte[] padded = new byte[length];
      in.get(padded);
      int end = 0;
      while (end < length && padded[end] != 0) {
        end++;
      }
      events.add(new InotifyEvent(watch, mask, new String(padded, 0, end, StandardCharsets.UTF_8)));
    }
    return events;
  }
}
