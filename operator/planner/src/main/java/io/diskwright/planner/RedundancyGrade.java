package io.diskwright.planner;

import java.util.Locale;

/**
 * What a device's redundancy is worth and what it takes.
 *
 * @param worth 0 for none, 100 where the loss of a device loses no data
 * @param copies bytes written below for each byte stored
 */
record RedundancyGrade(int worth, double copies) {
  private static final RedundancyGrade NONE = new RedundancyGrade(0, 1);

  /**
   * The second tradeoff: what redundancy is worth against the storage its copies take, each by its
   * weight; 0 to 10000. One copy takes nothing off, two take half, four take all.
   *
   * @param weight of redundancy, 0 to 100
   */
  int utility(int weight) {
    double doublings = Math.log(copies) / Math.log(2);
    int thrift = (int) Math.clamp(Math.round(100 - 50 * doublings), 0, 100);
    return weight * worth + (100 - weight) * thrift;
  }

  /** The same with everything kept twice above it, on different disks. */
  RedundancyGrade mirrored() {
    return new RedundancyGrade(100, 2 * copies);
  }

  /** By the RAID level or profile, the value of the capability. */
  static RedundancyGrade of(DeviceFacts device) {
    if (!device.has(Capability.Redundancy)) {
      return NONE;
    }
    String level = device.value(Capability.Redundancy).toLowerCase(Locale.ROOT);
    double copies =
        level.startsWith("raid1c4")
            ? 4
            : level.startsWith("raid1c3")
                ? 3
                : level.startsWith("raid5") || level.startsWith("raid4")
                    ? 4.0 / 3
                    : level.startsWith("raid6") ? 1.5 : 2;
    return new RedundancyGrade(level.contains("degraded") ? 0 : 100, copies);
  }
}
