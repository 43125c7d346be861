package io.diskwright.probe.device;

import java.util.Set;
import java.util.TreeSet;

/** Pages of vital product data, but for the identification; SPC-5 and SBC-4. */
final class ScsiPages {
  static final int SUPPORTED = 0x00;
  static final int SERIAL = 0x80;
  static final int IDENTIFICATION = 0x83;
  static final int ATA_INFORMATION = 0x89;
  static final int BLOCK_LIMITS = 0xb0;
  static final int CHARACTERISTICS = 0xb1;
  static final int PROVISIONING = 0xb2;

  private static final int HEAD = 4;

  private ScsiPages() {}

  /** The page as far as it is there: as it says, but no further than the answer goes. */
  static Octets page(int code, Octets in) throws UnusableAnswerException {
    if (in.u8(1) != code || in.length() < HEAD) {
      throw new UnusableAnswerException(
          String.format("page 0x%02x", in.u8(1)), "another page came than was asked for");
    }
    return in.upTo(HEAD + in.be16(2));
  }

  /** The codes of the pages there are. */
  static Set<Integer> supported(Octets in) throws UnusableAnswerException {
    Octets page = page(SUPPORTED, in);
    Set<Integer> codes = new TreeSet<>();
    for (int at = HEAD; at < page.length(); at++) {
      codes.add(page.u8(at));
    }
    return codes;
  }

  /** Empty when there is none. */
  static String serial(Octets in) throws UnusableAnswerException {
    Octets page = page(SERIAL, in);
    return page.text(HEAD, page.length() - HEAD);
  }

  /** The identify data inside the ATA Information page; SAT-4. */
  static Octets ataInformation(Octets in) throws UnusableAnswerException {
    Octets page = page(ATA_INFORMATION, in);
    if (page.u8(56) != 0xec) {
      throw new UnusableAnswerException("no IDENTIFY DEVICE", "the page is of no ATA disk");
    }
    return page.part(60, AtaIdentity.SIZE);
  }

  /**
   * Block Limits.
   *
   * @param atomicBlocks the longest write that is not torn; 0 when none is promised
   */
  record Limits(long atomicBlocks) {
    static Limits parse(Octets in) throws UnusableAnswerException {
      Octets page = page(BLOCK_LIMITS, in);
      page.part(0, 12); // what SBC-2 had; the rest came later
      return new Limits(page.length() >= 48 ? page.be32(44) : 0);
    }
  }

  /**
   * Block Device Characteristics.
   *
   * @param rotationRate rounds a minute, 1 when nothing rotates, 0 when it is not said
   * @param formFactor as {@link AtaIdentity#formFactor} spells it, or empty
   * @param zoned whether it says that it has zones that need not be kept to
   */
  record Characteristics(int rotationRate, String formFactor, boolean zoned) {
    static Characteristics parse(Octets in) throws UnusableAnswerException {
      Octets page = page(CHARACTERISTICS, in);
      return new Characteristics(
          AtaIdentity.rotationRate(page.be16(4)),
          AtaIdentity.formFactor(page.u8(7)),
          (page.u8(8) >> 4 & 3) == 1);
    }
  }

  /**
   * Logical Block Provisioning.
   *
   * @param unmaps whether some command gives blocks back
   * @param readsZero LBPRZ: such blocks read as zeroes
   * @param type 0 not said, 1 all space is set aside, 2 thin
   */
  record Provisioning(boolean unmaps, boolean readsZero, int type) {
    private static final int UNMAP_OR_WRITE_SAME = 0xe0;

    static Provisioning parse(Octets in) throws UnusableAnswerException {
      Octets page = page(PROVISIONING, in);
      int flags = page.u8(5);
      return new Provisioning(
          (flags & UNMAP_OR_WRITE_SAME) != 0, (flags & 1 << 2) != 0, page.u8(6) & 7);
    }
  }
}
