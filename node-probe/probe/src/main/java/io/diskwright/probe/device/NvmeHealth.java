package io.diskwright.probe.device;

/**
 * NVM Express Base Specification, SMART / Health Information log page (02h).
 *
 * @param criticalWarning bits: 0 spare is low, 1 temperature, 2 reliability is degraded, 3
 *     read-only, 4 the backup of the volatile memory failed, 5 persistent memory
 * @param percentageUsed of the rated life, 0..255
 * @param mediaErrors errors of the medium that were not corrected; what is beyond a long is that
 */
record NvmeHealth(int criticalWarning, int percentageUsed, long mediaErrors) {
  static final int PAGE = 2;
  static final int SIZE = 512;

  static NvmeHealth parse(Octets answer) throws UnusableAnswerException {
    Octets in = answer.notBlank(SIZE);
    long low = in.le64(160);
    boolean more = low < 0 || in.le64(168) != 0;
    return new NvmeHealth(in.u8(0), in.u8(5), more ? Long.MAX_VALUE : low);
  }
}
