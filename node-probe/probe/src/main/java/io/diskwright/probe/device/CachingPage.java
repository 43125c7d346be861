package io.diskwright.probe.device;

/**
 * SBC-4, Caching mode page, in the answer to SPC-5's MODE SENSE (10).
 *
 * @param writeCache WCE: writes end when they are in a volatile cache
 * @param fua DPOFUA: a write can be forced through it
 */
record CachingPage(boolean writeCache, boolean fua) {
  static final int CODE = 0x08;
  static final int SIZE = 64;
  private static final int HEAD = 8;

  static CachingPage parse(Octets in) throws UnusableAnswerException {
    int at = HEAD + in.be16(6);
    int code = in.u8(at) & 0x3f;
    if (code != CODE || in.u8(at + 1) < 1) {
      throw new UnusableAnswerException(
          String.format("page 0x%02x", code), "another page came than was asked for");
    }
    return new CachingPage(in.bit(at + 2, 2), in.bit(3, 4));
  }
}
