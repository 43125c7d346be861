package io.diskwright.probe.device;

/**
 * What a controller says of itself; NVM Express Base Specification, Identify Controller (CNS 01h).
 *
 * @param serial may be empty
 * @param model may be empty
 * @param firmware may be empty
 * @param version such as 0x10400 for 1.4
 * @param volatileCache VWC: whether there is a volatile write cache, on or off
 * @param discards ONCS: takes Dataset Management
 * @param writesZeroes ONCS: takes Write Zeroes
 * @param atomicBlocks AWUPF: blocks that are written whole even when the power fails
 * @param security OACS: takes Security Send and Receive
 */
record NvmeController(
    String serial,
    String model,
    String firmware,
    long version,
    boolean volatileCache,
    boolean discards,
    boolean writesZeroes,
    int atomicBlocks,
    boolean security) {
  static final int CNS = 1;
  private static final int SIZE = 4096;

  static NvmeController parse(Octets answer) throws UnusableAnswerException {
    Octets in = answer.notBlank(SIZE);
    // The smallest sizes of queue entries are fixed, 64 and 16 bytes; 2^6 and 2^4.
    if ((in.u8(512) & 0xf) < 6 || (in.u8(513) & 0xf) < 4 || in.le32(516) == 0) {
      throw new UnusableAnswerException("no controller", "no controller has such queues");
    }
    int oncs = in.le16(520);
    return new NvmeController(
        in.text(4, 20),
        in.text(24, 40),
        in.text(64, 8),
        in.le32(80),
        in.bit(525, 0),
        (oncs & 1 << 2) != 0,
        (oncs & 1 << 3) != 0,
        in.le16(528) + 1,
        in.bit(256, 0));
  }
}
