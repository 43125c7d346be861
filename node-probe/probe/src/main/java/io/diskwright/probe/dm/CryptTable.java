package io.diskwright.probe.dm;

import org.jspecify.annotations.Nullable;

/**
 * How a crypt target encrypts; Documentation/admin-guide/device-mapper/dm-crypt.rst.
 *
 * @param cipher such as aes-xts-plain64
 * @param keyBits of its key, or 0 when that is not told
 * @param authenticated whether it also tells data that was changed
 */
public record CryptTable(String cipher, int keyBits, boolean authenticated) {
  private static final int MOST_DIGITS = 512;

  /** Of a crypt target; null when it is none, or its table was not to be had. */
  public static @Nullable CryptTable of(DmTarget target) {
    Words table = Words.of(target.table());
    if (!target.type().equals("crypt") || table.size() < 5) {
      return null;
    }
    boolean authenticated =
        table.all().stream().anyMatch(w -> w.startsWith("integrity:") && w.endsWith(":aead"));
    return new CryptTable(table.at(0), bits(table.at(1)), authenticated);
  }

  /** Masked hex digits, or {@code :bytes:type:description} of a key in the kernel's keyring. */
  private static int bits(String key) {
    if (!key.startsWith(":")) {
      return key.length() <= MOST_DIGITS && key.length() > 1 ? key.length() * 4 : 0;
    }
    String[] parts = key.split(":", -1);
    long bytes = parts.length > 2 ? Words.number(parts[1]) : -1;
    return bytes < 0 || bytes > MOST_DIGITS ? 0 : (int) bytes * 8;
  }
}
