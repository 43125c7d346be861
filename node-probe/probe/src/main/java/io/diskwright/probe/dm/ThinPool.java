package io.diskwright.probe.dm;

import org.jspecify.annotations.Nullable;

/**
 * How a thin pool is; Documentation/admin-guide/device-mapper/thin-provisioning.rst.
 *
 * @param usedMetadata metadata blocks of 4 KiB
 * @param totalMetadata metadata blocks of 4 KiB
 * @param usedData data blocks
 * @param totalData data blocks
 * @param blockBytes bytes of a data block
 * @param mode rw, ro, out_of_data_space, or Fail
 * @param discards ignore_discard, discard_passdown or no_discard_passdown
 * @param errorIfFull whether writes fail, and do not wait, when it is full
 * @param needsCheck whether its metadata has to be checked before it can be written again
 */
public record ThinPool(
    long usedMetadata,
    long totalMetadata,
    long usedData,
    long totalData,
    long blockBytes,
    String mode,
    String discards,
    boolean errorIfFull,
    boolean needsCheck) {
  private static final int SECTOR = 512;
  private static final int METADATA = 1;
  private static final int DATA = 2;
  private static final int MODE = 4;
  private static final int BLOCK_SECTORS = 2; // of the table: metadata, data, block size
  private static final long LARGEST_BLOCK = 1L << 21; // sectors: 1 GiB

  /** Of a thin-pool target; null when it is none or says something else. */
  public static @Nullable ThinPool of(DmTarget target) {
    if (!target.type().equals("thin-pool")) {
      return null;
    }
    Words said = Words.of(target.status());
    long sectors = Words.of(target.table()).number(BLOCK_SECTORS);
    long block = sectors < 0 || sectors > LARGEST_BLOCK ? 0 : sectors * SECTOR;
    if (said.at(0).equals("Fail") || said.at(0).equals("Error")) {
      return new ThinPool(0, 0, 0, 0, block, "Fail", "", false, true);
    }
    long usedMetadata = said.ratio(METADATA, 0);
    long totalMetadata = said.ratio(METADATA, 1);
    long usedData = said.ratio(DATA, 0);
    long totalData = said.ratio(DATA, 1);
    if (usedMetadata < 0 || totalMetadata <= 0 || usedData < 0 || totalData <= 0) {
      return null;
    }
    return new ThinPool(
        usedMetadata,
        totalMetadata,
        usedData,
        totalData,
        block,
        said.at(MODE),
        said.at(MODE + 1),
        said.has("error_if_no_space"),
        said.has("needs_check"));
  }

  /** Percent of the data blocks that are used. */
  public int dataPercent() {
    return percent(usedData, totalData);
  }

  /** Percent of the metadata blocks that are used. */
  public int metadataPercent() {
    return percent(usedMetadata, totalMetadata);
  }

  private static int percent(long used, long total) {
    return total == 0 ? 100 : (int) Math.clamp(used * 100.0 / total, 0, 100);
  }

  /** Whether it takes no more writes to new places. */
  public boolean full() {
    return !mode.equals("rw") || needsCheck;
  }

  /** Whether a discard in a thin volume makes space in the pool. */
  public boolean takesDiscards() {
    return !discards.equals("ignore_discard");
  }
}
