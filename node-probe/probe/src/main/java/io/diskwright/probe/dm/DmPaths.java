package io.diskwright.probe.dm;

import org.jspecify.annotations.Nullable;

/**
 * The paths of a multipath target; multipath_status of drivers/md/dm-mpath.c.
 *
 * @param active paths that work
 * @param failed paths that do not
 */
public record DmPaths(int active, int failed) {
  /** Of a multipath target; null when it is none or says something else. */
  public static @Nullable DmPaths of(DmTarget target) {
    if (!target.type().equals("multipath")) {
      return null;
    }
    Words said = Words.of(target.status());
    int active = 0;
    int failed = 0;
    for (int i = 0; i + 2 < said.size(); i++) {
      // A path is its device, A or F, and how often it failed.
      if (said.at(i).matches("\\d+:\\d+") && said.number(i + 2) >= 0) {
        active += said.at(i + 1).equals("A") ? 1 : 0;
        failed += said.at(i + 1).equals("F") ? 1 : 0;
      }
    }
    return active + failed == 0 ? null : new DmPaths(active, failed);
  }
}
