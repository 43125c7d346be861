package io.diskwright.probe.change;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * A message of the kernel about a device, as far as it matters: {@code ACTION@DEVPATH}, then {@code
 * KEY=VALUE}, each ended by a zero byte; lib/kobject_uevent.c.
 *
 * @param action such as add, remove, change
 * @param path below /sys
 * @param subsystem such as block, or empty
 * @param resized whether it says that the size has changed; block/genhd.c
 */
record Uevent(String action, String path, String subsystem, boolean resized) {
  /** The kernel's own limit is 2048 for the variables; UEVENT_BUFFER_SIZE in linux/kobject.h. */
  static final int LONGEST = 8192;

  private static final int LONGEST_ACTION = 16;
  private static final String SUBSYSTEM = "SUBSYSTEM=";

  /** Reads a message; empty when it is none. */
  static Optional<Uevent> parse(byte[] message) {
    int end = end(message, 0);
    if (message.length > LONGEST || end == message.length) {
      return Optional.empty();
    }
    String head = text(message, 0, end);
    int at = head.indexOf('@');
    if (at < 1 || at > LONGEST_ACTION || !head.startsWith("/", at + 1) || hasDots(head)) {
      return Optional.empty();
    }
    String action = head.substring(0, at);
    if (!action.chars().allMatch(c -> c >= 'a' && c <= 'z')) {
      return Optional.empty(); // udev's begin with "libudev"
    }
    String subsystem = "";
    boolean resized = false;
    for (int from = end + 1; from < message.length; from = end + 1) {
      end = end(message, from);
      String field = text(message, from, end);
      if (field.startsWith(SUBSYSTEM)) {
        subsystem = field.substring(SUBSYSTEM.length());
      }
      resized |= field.equals("RESIZE=1");
    }
    return Optional.of(new Uevent(action, head.substring(at + 1), subsystem, resized));
  }

  private static boolean hasDots(String head) {
    return head.contains("/../") || head.endsWith("/..");
  }

  private static int end(byte[] message, int from) {
    int end = from;
    while (end < message.length && message[end] != 0) {
      end++;
    }
    return end;
  }

  private static String text(byte[] message, int from, int end) {
    return new String(message, from, end - from, StandardCharsets.ISO_8859_1);
  }
}
