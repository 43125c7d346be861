package io.diskwright.cli.output;

import java.util.Locale;

/** Bytes as people read them. */
public final class Bytes {
  private static final String[] UNITS = {"B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};

  private Bytes() {}

  /** Such as {@code 40 GiB} or {@code 1.5 MiB}. */
  public static String text(long bytes) {
    double amount = bytes;
    int unit = 0;
    while (Math.abs(amount) >= 1024 && unit < UNITS.length - 1) {
      amount /= 1024;
      unit++;
    }
    String number = String.format(Locale.ROOT, amount < 100 ? "%.1f" : "%.0f", amount);
    return (number.endsWith(".0") ? number.substring(0, number.length() - 2) : number)
        + " "
        + UNITS[unit];
  }
}
