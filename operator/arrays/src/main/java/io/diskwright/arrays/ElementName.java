package io.diskwright.arrays;

import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A volume or pool as a pool's spec names it. A world-wide name is the same however it is written:
 * {@code naa.6005…}, {@code 0x6005…}, {@code 60:05:…}; other names must be equal.
 */
public final class ElementName {
  private static final Pattern PREFIX =
      Pattern.compile("^(naa\\.|eui\\.|nguid\\.|uuid\\.|urn:uuid:|wwn-0x|0x)");

  /** From EUI-64 and NAA type 5 (8 bytes) on, T10 SPC-6; a short hexadecimal number is an id. */
  private static final Pattern WORLD_WIDE = Pattern.compile("[0-9a-f]{16}|[0-9a-f]{32}");

  private final String name;
  private final @Nullable String wide;

  /** As it was written. */
  public ElementName(String name) {
    this.name = name;
    this.wide = wide(name);
  }

  /** Whether {@code other} is the same world-wide name. */
  public boolean isWorldWide(@Nullable String other) {
    return wide != null && other != null && wide.equals(wide(other));
  }

  /** Whether {@code other} is the same, letter by letter. */
  public boolean is(@Nullable String other) {
    return name.equals(other);
  }

  @Override
  public String toString() {
    return name;
  }

  private static @Nullable String wide(String text) {
    String plain = PREFIX.matcher(text.strip().toLowerCase(Locale.ROOT)).replaceFirst("");
    plain = plain.replaceAll("[:\\-. ]", "");
    // All zeroes or all ones is no name: firmware that has none says so.
    return WORLD_WIDE.matcher(plain).matches() && !plain.matches("0+|f+") ? plain : null;
  }
}
