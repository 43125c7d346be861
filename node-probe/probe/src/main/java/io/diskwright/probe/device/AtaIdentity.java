package io.diskwright.probe.device;

import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * ACS-4, IDENTIFY DEVICE data; words of 16 bits, little endian.
 *
 * @param serial may be empty
 * @param firmware may be empty
 * @param model may be empty
 * @param rotationRate rounds a minute, 1 when nothing rotates, 0 when it is not said
 * @param formFactor inches, or empty
 * @param trim whether it takes TRIM
 * @param trimReadsZero whether trimmed blocks read as zeroes, for sure
 * @param writeCache whether the volatile write cache is on; null when it does not say
 * @param wwn naa. and the name, or empty
 */
record AtaIdentity(
    String serial,
    String firmware,
    String model,
    int rotationRate,
    String formFactor,
    boolean trim,
    boolean trimReadsZero,
    @Nullable Boolean writeCache,
    String wwn) {
  static final int SIZE = 512;

  /** In the low byte of word 255: the high byte is a checksum. */
  private static final int SIGNATURE = 0xa5;

  static AtaIdentity parse(Octets answer) throws UnusableAnswerException {
    Octets in = answer.notBlank(SIZE).part(0, SIZE);
    checksum(in);
    if (word(in, 0, 15)) {
      throw new UnusableAnswerException("no ATA disk", "the data is of another kind of device");
    }
    boolean saysCache = valid(in, 83) && word(in, 82, 5) && valid(in, 87);
    return new AtaIdentity(
        swapped(in, 10, 10),
        swapped(in, 23, 4),
        swapped(in, 27, 20),
        rotationRate(in.le16(217 * 2)),
        formFactor(in.le16(168 * 2)),
        word(in, 169, 0),
        word(in, 69, 14) && word(in, 69, 5),
        saysCache ? word(in, 85, 5) : null,
        valid(in, 87) && word(in, 87, 8) ? "naa." + wwnOf(in) : "");
  }

  private static void checksum(Octets in) throws UnusableAnswerException {
    if (in.u8(510) != SIGNATURE) {
      return;
    }
    int sum = 0;
    for (int i = 0; i < SIZE; i++) {
      sum += in.u8(i);
    }
    if ((sum & 0xff) != 0) {
      throw new UnusableAnswerException("checksum", "the checksum of the data is wrong");
    }
  }

  /** SBC-4 and ACS-4 agree: 0x401 and more are rounds a minute. */
  static int rotationRate(int said) {
    return said == 1 || said > 0x400 && said < 0xffff ? said : 0;
  }

  /** SBC-4 and ACS-4 agree up to 5; ACS-4 knows more. */
  static String formFactor(int said) {
    return switch (said & 0xf) {
      case 1 -> "5.25";
      case 2 -> "3.5";
      case 3 -> "2.5";
      case 4 -> "1.8";
      case 5 -> "<1.8";
      case 6 -> "mSATA";
      case 7 -> "M.2";
      default -> "";
    };
  }

  private static boolean word(Octets in, int number, int bit) throws UnusableAnswerException {
    return (in.le16(number * 2) >> bit & 1) != 0;
  }

  /** Words that say of others whether they count have 01b in their highest bits. */
  private static boolean valid(Octets in, int number) throws UnusableAnswerException {
    return in.le16(number * 2) >> 14 == 1;
  }

  /** A name of four words, the first one the highest. */
  private static String wwnOf(Octets in) throws UnusableAnswerException {
    StringBuilder hex = new StringBuilder();
    for (int number = 108; number < 112; number++) {
      hex.append(HexFormat.of().toHexDigits((short) in.le16(number * 2)));
    }
    return hex.toString();
  }

  /** ATA has the characters of each word in the other order. */
  private static String swapped(Octets in, int number, int words) throws UnusableAnswerException {
    byte[] text = in.part(number * 2, words * 2).toBytes();
    for (int i = 0; i < text.length; i += 2) {
      byte first = text[i];
      text[i] = text[i + 1];
      text[i + 1] = first;
    }
    return Octets.of(text).text(0, text.length);
  }
}
