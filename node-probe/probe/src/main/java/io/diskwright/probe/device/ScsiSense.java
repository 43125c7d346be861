package io.diskwright.probe.device;

/** Sense data, in both of its formats; SPC-5. */
final class ScsiSense {
  /** DRIVER_SENSE; set by kernels before 5.12. */
  static final int DRIVER_SENSE = 8;

  /** SAM-5. */
  private static final int CHECK_CONDITION = 2;

  private static final int RECOVERED_ERROR = 1;
  private static final int ILLEGAL_REQUEST = 5;

  private ScsiSense() {}

  /** Returns when the command has succeeded after all. */
  static void check(int status, Octets sense) throws UnusableAnswerException {
    if (status != CHECK_CONDITION || sense.length() < 4) {
      throw new UnusableAnswerException(
          String.format("status 0x%x", status), "the device refused the command");
    }
    boolean descriptors = (sense.u8(0) & 0x7f) >= 0x72;
    int key = sense.u8(descriptors ? 1 : 2) & 0xf;
    if (key == RECOVERED_ERROR || key == 0) {
      return;
    }
    int at = descriptors ? 2 : 12;
    int code = sense.length() >= at + 2 ? sense.be16(at) : 0;
    throw new UnusableAnswerException(
        String.format("sense %x/%02x/%02x", key, code >> 8, code & 0xff),
        key == ILLEGAL_REQUEST
            ? "the device does not know the command"
            : "the device could not answer");
  }
}
