package io.diskwright.probe.dm;

import org.jspecify.annotations.Nullable;

/**
 * How a vdo target is; Documentation/admin-guide/device-mapper/vdo.rst.
 *
 * @param mode normal, recovering or read-only
 * @param index online when equal blocks are looked for
 * @param compression online or offline
 * @param usedBlocks physical blocks of 4 KiB
 * @param totalBlocks physical blocks of 4 KiB
 */
public record Vdo(
    String mode, String index, String compression, long usedBlocks, long totalBlocks) {
  private static final int WORDS = 7;

  /** Of a vdo target; null when it is none or says something else. */
  public static @Nullable Vdo of(DmTarget target) {
    Words said = Words.of(target.status());
    if (!target.type().equals("vdo") || said.size() < WORDS) {
      return null;
    }
    return new Vdo(said.at(1), said.at(3), said.at(4), said.number(5), said.number(6));
  }

  /** Whether equal blocks are stored once now. */
  public boolean deduplicates() {
    return index.equals("online");
  }

  /** Whether what is written is compressed now. */
  public boolean compresses() {
    return compression.equals("online");
  }
}
