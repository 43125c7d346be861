package io.diskwright.probe.device;

/**
 * SBC-4, READ CAPACITY (16).
 *
 * @param blocks number of logical blocks
 * @param blockBytes bytes of each
 * @param physicalBytes bytes of a physical block
 * @param provisioned LBPME: it takes UNMAP or the like
 * @param readsZero LBPRZ
 */
record Capacity16(
    long blocks, long blockBytes, long physicalBytes, boolean provisioned, boolean readsZero) {
  static final int SIZE = 32;

  static Capacity16 parse(Octets answer) throws UnusableAnswerException {
    Octets in = answer.notBlank(16);
    long last = in.be64(0);
    long bytes = in.be32(8);
    if (bytes < 256 || bytes > 1 << 20 || last < 0 || last == Long.MAX_VALUE) {
      throw new UnusableAnswerException(last + " blocks of " + bytes, "no device has such a size");
    }
    return new Capacity16(
        last + 1, bytes, bytes << (in.u8(13) & 0xf), in.bit(14, 7), in.bit(14, 6));
  }
}
