package io.diskwright.probe.dm;

import org.jspecify.annotations.Nullable;

/**
 * What an integrity target checks; Documentation/admin-guide/device-mapper/dm-integrity.rst.
 *
 * @param mode J (journal), B (bitmap), D (direct), I (inline) or R (recovery, which checks nothing)
 * @param hash such as crc32c; empty when the tags belong to a crypt target above
 * @param mismatches sectors found wrong so far
 */
public record Integrity(String mode, String hash, long mismatches) {
  private static final String HASH = "internal_hash:";
  private static final int MODE = 3;

  /** Of an integrity target; null when it is none, or its table was not to be had. */
  public static @Nullable Integrity of(DmTarget target) {
    Words table = Words.of(target.table());
    if (!target.type().equals("integrity") || table.size() <= MODE) {
      return null;
    }
    String hash =
        table.all().stream()
            .filter(word -> word.startsWith(HASH))
            .map(word -> word.substring(HASH.length()).split(":", 2)[0])
            .findFirst()
            .orElse("");
    long mismatches = Words.of(target.status()).number(0);
    return new Integrity(table.at(MODE), hash, Math.max(0, mismatches));
  }

  /** Whether it checks, by itself, what is read. */
  public boolean checks() {
    return !hash.isEmpty() && !mode.equals("R");
  }
}
