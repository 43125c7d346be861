package io.diskwright.probe.device;

/**
 * SPC-5, standard INQUIRY data.
 *
 * @param disk whether it is a disk, with zones or without, and there
 * @param vendor such as ATA, or empty
 * @param product may be empty
 * @param revision may be empty
 */
record ScsiInquiry(boolean disk, String vendor, String product, String revision) {
  /** What every device gives. */
  static final int SIZE = 36;

  private static final int ZONED_DISK = 0x14;

  static ScsiInquiry parse(Octets answer) throws UnusableAnswerException {
    Octets in = answer.notBlank(SIZE);
    int type = in.u8(0); // the upper bits are not zero when no unit is there
    return new ScsiInquiry(
        type == 0 || type == ZONED_DISK, in.text(8, 8), in.text(16, 16), in.text(32, 4));
  }

  /** Whether a SAT layer speaks for an ATA disk; SAT-4 has it so. */
  boolean ata() {
    return vendor.equals("ATA");
  }
}
