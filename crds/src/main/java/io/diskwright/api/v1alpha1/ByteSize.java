package io.diskwright.api.v1alpha1;

import io.fabric8.kubernetes.api.model.Quantity;
import java.math.BigDecimal;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Sizes as people write them, exactly in bytes.
 *
 * <p>The grammar is that of Kubernetes' {@code resource.Quantity} (apimachinery,
 * pkg/api/resource/quantity.go); the client's own conversion goes through floating point and is off
 * by a few hundred bytes near 9Ei.
 */
public final class ByteSize {
  /** The largest size there is: 64Pi. No format of QEMU and no file system in use holds more. */
  public static final long MAX = 64L << 50;

  /** The unit virtual sizes are rounded up to, as QEMU does. */
  public static final int SECTOR = 512;

  private static final Pattern GRAMMAR =
      Pattern.compile(
          "([+-]?(?:\\d{1,30}(?:\\.\\d{0,30})?|\\.\\d{1,30}))(?:([KMGTPE]i|[numkMGTPE])|[eE]([+-]?\\d{1,3}))?");
  private static final String BINARY = "KMGTPE";
  private static final List<String> DECIMAL =
      List.of("n", "u", "m", "", "k", "M", "G", "T", "P", "E");

  private ByteSize() {}

  /**
   * The bytes {@code quantity} stands for.
   *
   * @return 0 to {@link #MAX}
   * @throws IllegalArgumentException when it is no quantity, below zero, above {@link #MAX} or no
   *     whole number of bytes; the message is for people and starts with the text in quotes
   */
  public static long parse(Quantity quantity) {
    String text = quantity.toString();
    Matcher matcher = GRAMMAR.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          quoted(text) + " is not a size; write a number with a unit, such as 40Gi or 500M");
    }
    BigDecimal bytes = new BigDecimal(matcher.group(1)).multiply(unit(matcher));
    if (bytes.signum() < 0) {
      throw new IllegalArgumentException(
          quoted(text) + " is below zero; write a size such as 40Gi");
    }
    if (bytes.compareTo(BigDecimal.valueOf(MAX)) > 0) {
      throw new IllegalArgumentException(
          quoted(text)
              + " is more than 64Pi, the largest size there is; write a size such as 40Gi");
    }
    if (bytes.signum() > 0 && bytes.stripTrailingZeros().scale() > 0) {
      throw new IllegalArgumentException(
          quoted(text) + " is not a whole number of bytes; write a size such as 40Gi");
    }
    return bytes.longValueExact();
  }

  /** {@code bytes} rounded up to whole sectors. */
  public static long toSectors(long bytes) {
    return Math.addExact(bytes, SECTOR - 1) / SECTOR * SECTOR;
  }

  /** {@code bytes} in the largest binary unit that says it exactly, such as {@code 40Gi}. */
  public static Quantity of(long bytes) {
    int unit = bytes == 0 ? 0 : Math.min(BINARY.length(), Long.numberOfTrailingZeros(bytes) / 10);
    return unit == 0
        ? new Quantity(Long.toString(bytes), "")
        : new Quantity(Long.toString(bytes >> (10 * unit)), BINARY.charAt(unit - 1) + "i");
  }

  /**
   * {@code bytes} rounded down to three or four digits in the largest binary unit, such as {@code
   * 46.5Gi}: a quantity too, but for people.
   */
  public static String rounded(long bytes) {
    int unit = bytes < 1024 ? 0 : (63 - Long.numberOfLeadingZeros(bytes)) / 10;
    if (unit == 0) {
      return Long.toString(bytes);
    }
    long whole = bytes >> (10 * unit);
    long tenth = (bytes >> (10 * (unit - 1)) & 1023) * 10 / 1024;
    String digits = whole >= 100 || tenth == 0 ? "" + whole : whole + "." + tenth;
    return digits + BINARY.charAt(unit - 1) + "i";
  }

  private static BigDecimal unit(Matcher matcher) {
    if (matcher.group(3) != null) {
      return BigDecimal.ONE.scaleByPowerOfTen(Integer.parseInt(matcher.group(3)));
    }
    String suffix = matcher.group(2) == null ? "" : matcher.group(2);
    if (suffix.endsWith("i")) {
      return BigDecimal.valueOf(1L << (10 * (BINARY.indexOf(suffix.charAt(0)) + 1)));
    }
    return BigDecimal.ONE.scaleByPowerOfTen(3 * (DECIMAL.indexOf(suffix) - 3));
  }

  private static String quoted(String text) {
    String shown = text.length() > 40 ? text.substring(0, 40) + "…" : text;
    return '"' + shown.replaceAll("\\p{Cntrl}", "?") + '"';
  }
}
