package io.diskwright.probe.device;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;

/** A device's answer. Reading beyond its end is an {@link UnusableAnswerException}. */
final class Octets {
  private final byte[] bytes;
  private final int from;
  private final int length;

  private Octets(byte[] bytes, int from, int length) {
    this.bytes = bytes;
    this.from = from;
    this.length = length;
  }

  /** All of it. */
  static Octets of(byte[] bytes) {
    return new Octets(bytes, 0, bytes.length);
  }

  /** The first bytes of a buffer, never more than it has. */
  static Octets of(byte[] bytes, int valid) {
    return new Octets(bytes, 0, Math.clamp(valid, 0, bytes.length));
  }

  int length() {
    return length;
  }

  /** A part; it must be there as a whole. */
  Octets part(int at, int size) throws UnusableAnswerException {
    check(at, size);
    return new Octets(bytes, from + at, size);
  }

  /** Up to {@code end}, or to where the answer ends before that. */
  Octets upTo(int end) {
    return new Octets(bytes, from, Math.clamp(end, 0, length));
  }

  private void check(int at, int size) throws UnusableAnswerException {
    if (at < 0 || size < 0 || at > length - size) {
      throw new UnusableAnswerException(
          length + " bytes", "the answer is too short: " + length + " bytes");
    }
  }

  int u8(int at) throws UnusableAnswerException {
    check(at, 1);
    return bytes[from + at] & 0xff;
  }

  boolean bit(int at, int bit) throws UnusableAnswerException {
    return (u8(at) >> bit & 1) != 0;
  }

  /** Big endian, as SCSI has it. */
  int be16(int at) throws UnusableAnswerException {
    return (int) big(at, 2);
  }

  long be32(int at) throws UnusableAnswerException {
    return big(at, 4);
  }

  long be64(int at) throws UnusableAnswerException {
    return big(at, 8);
  }

  private long big(int at, int size) throws UnusableAnswerException {
    check(at, size);
    long value = 0;
    for (int i = 0; i < size; i++) {
      value = value << 8 | bytes[from + at + i] & 0xff;
    }
    return value;
  }

  /** Little endian, as NVMe and ATA have it. */
  int le16(int at) throws UnusableAnswerException {
    return (int) little(at, 2);
  }

  long le32(int at) throws UnusableAnswerException {
    return little(at, 4);
  }

  long le64(int at) throws UnusableAnswerException {
    return little(at, 8);
  }

  private long little(int at, int size) throws UnusableAnswerException {
    check(at, size);
    long value = 0;
    for (int i = size - 1; i >= 0; i--) {
      value = value << 8 | bytes[from + at + i] & 0xff;
    }
    return value;
  }

  /** Printable ASCII without blanks at the ends; empty when it holds anything else. */
  String text(int at, int size) throws UnusableAnswerException {
    check(at, size);
    String text = new String(bytes, from + at, size, StandardCharsets.ISO_8859_1);
    int end = text.indexOf('\0');
    String shown = (end < 0 ? text : text.substring(0, end)).strip();
    return shown.chars().allMatch(c -> c >= 0x20 && c < 0x7f) ? shown : "";
  }

  String hex(int at, int size) throws UnusableAnswerException {
    check(at, size);
    return HexFormat.of().formatHex(bytes, from + at, from + at + size);
  }

  /** A copy. */
  byte[] toBytes() {
    return Arrays.copyOfRange(bytes, from, from + length);
  }

  /** Refuses what no device that works can have said: nothing, only zeroes, only ones. */
  Octets notBlank(int need) throws UnusableAnswerException {
    check(0, need);
    int all = 0;
    int common = 0xff;
    for (int i = 0; i < length; i++) {
      all |= bytes[from + i] & 0xff;
      common &= bytes[from + i] & 0xff;
    }
    if (all == 0 || common == 0xff) {
      String what = all == 0 ? "zeroes" : "ones";
      throw new UnusableAnswerException("only " + what, "the answer holds nothing but " + what);
    }
    return this;
  }
}
