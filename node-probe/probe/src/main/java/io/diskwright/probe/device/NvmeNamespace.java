package io.diskwright.probe.device;

/**
 * What a namespace says of itself; NVM Command Set Specification, Identify Namespace (CNS 00h).
 *
 * @param blocks NSZE, logical blocks
 * @param blockBytes bytes of a logical block, without metadata
 * @param thin NSFEAT: reports less capacity than size
 * @param discardReadsZero DLFEAT: deallocated blocks read as zeroes
 * @param atomicBlocks NAWUPF, blocks that are written whole even when the power fails; 0 when the
 *     namespace does not say and the controller's AWUPF counts
 * @param boundary NABSPF, blocks at whose multiples a write may tear; 0 for none
 */
record NvmeNamespace(
    long blocks,
    int blockBytes,
    boolean thin,
    boolean discardReadsZero,
    int atomicBlocks,
    int boundary) {
  static final int CNS = 0;
  private static final int SIZE = 4096;
  private static final int FORMATS = 128;

  static NvmeNamespace parse(Octets answer) throws UnusableAnswerException {
    Octets in = answer.notBlank(SIZE);
    int flbas = in.u8(26);
    int many = in.u8(25) > 15 ? 1 : 0; // the upper bits count only where there are so many formats
    int format = flbas & 0xf | many * (flbas >> 5 & 3) << 4;
    int shift = in.u8(FORMATS + format * 4 + 2);
    long blocks = in.le64(0);
    if (shift < 9 || shift > 20 || blocks <= 0) {
      throw new UnusableAnswerException(
          blocks + " blocks of 2^" + shift, "no namespace has such a size");
    }
    int features = in.u8(24);
    boolean own = (features & 1 << 1) != 0;
    return new NvmeNamespace(
        blocks,
        1 << shift,
        (features & 1) != 0,
        (in.u8(33) & 7) == 1,
        own ? in.le16(36) + 1 : 0,
        own && in.le16(44) > 0 ? in.le16(44) + 1 : 0);
  }

  /**
   * Bytes of the largest write that never tears, with the controller's word where there is none.
   */
  long atomicBytes(int controllerBlocks) {
    long whole = atomicBlocks > 0 ? atomicBlocks : controllerBlocks;
    return Math.min(whole, boundary > 0 ? boundary : whole) * blockBytes;
  }
}
