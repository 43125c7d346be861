package io.diskwright.probe.device;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Which of the names that a disk gives itself can tell it from others. Cheap bridges and emulations
 * hand out blanks, zeroes and ones.
 */
final class Names {
  /** A vendor's name alone; SPC-5, T10 vendor ID based designator. */
  private static final int T10_VENDOR = 8;

  /** Vendor and model, with which SAT pads a designator before the serial number. */
  private static final int T10_ATA_HEAD = 48;

  private Names() {}

  /** Why it is of no use, or null when it is. */
  static @Nullable String whyNoSerial(String serial) {
    if (serial.isBlank()) {
      return "the serial number is empty";
    }
    if (unreadable(serial)) {
      return "the serial number is no text";
    }
    return uniform(serial) ? "the serial number is a placeholder" : null;
  }

  /** Why it is of no use, or null when it is. */
  static @Nullable String whyNoWwn(String wwn) {
    int dot = wwn.indexOf('.');
    String name = wwn.substring(dot + 1);
    if (name.isBlank() || unreadable(wwn)) {
      return "the world-wide name is empty or no text";
    }
    return switch (dot < 0 ? "" : wwn.substring(0, dot)) {
      case "naa" -> naa(name);
      case "eui", "uuid" ->
          uniform(name.replace("-", "")) ? "the world-wide name is a placeholder" : null;
      case "t10" -> t10(name);
      case "nvme" -> "made of model and serial number, not given by the disk";
      default -> uniform(name) ? "the world-wide name is a placeholder" : null;
    };
  }

  /** SPC-5, NAA designator: the first digit says the kind; a company's number follows. */
  private static @Nullable String naa(String name) {
    if (name.length() < 16 || "2356".indexOf(name.charAt(0)) < 0) {
      return "no NAA designator of a known kind";
    }
    return uniform(name.substring(1)) ? "the world-wide name is a placeholder" : null;
  }

  private static @Nullable String t10(String name) {
    int length = name.stripTrailing().length();
    boolean ata = name.startsWith("ATA ");
    return length <= T10_VENDOR || ata && length <= T10_ATA_HEAD
        ? "a vendor's name without a serial number"
        : null;
  }

  /** Nothing but zeroes or nothing but ones. */
  private static boolean uniform(String name) {
    String lower = name.strip().toLowerCase(Locale.ROOT);
    return lower.chars().allMatch(c -> c == '0') || lower.chars().allMatch(c -> c == 'f');
  }

  private static boolean unreadable(String text) {
    return text.chars().anyMatch(c -> c < 0x20 || c >= 0x7f);
  }
}
