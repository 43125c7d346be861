package io.diskwright.probe.dm;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * How an array of the raid or mirror target is; Documentation/admin-guide/device-mapper/dm-raid.rst
 * and drivers/md/dm-raid1.c.
 *
 * @param level such as raid1, raid5 or raid10
 * @param members number of its members
 * @param health one character for each: A is in sync, a is alive and not in sync, D has failed
 * @param inSync sectors or regions in sync
 * @param total sectors or regions in all
 * @param action idle, resync, recover, check, repair, reshape or frozen
 * @param mismatches sectors that a check found to differ
 */
public record DmRaid(
    String level,
    int members,
    String health,
    long inSync,
    long total,
    String action,
    long mismatches) {
  private static final int MOST_MEMBERS = 254;

  /** Of a raid or mirror target; null when it is none or says something else. */
  public static @Nullable DmRaid of(DmTarget target) {
    return switch (target.type()) {
      case "raid" -> raid(Words.of(target.status()));
      case "mirror" -> mirror(Words.of(target.status()));
      default -> null;
    };
  }

  /** {@code raid1 2 AA 2048/2048 idle 0 0 -}. */
  private static @Nullable DmRaid raid(Words said) {
    long members = said.number(1);
    long total = said.ratio(3, 1);
    if (members < 1 || members > MOST_MEMBERS || said.at(2).length() != members || total < 0) {
      return null;
    }
    return new DmRaid(
        said.at(0)
            .toLowerCase(Locale.ROOT)
            .replaceAll("_.*", ""), // raid5_ls, raid6_zr, raid10_near
        (int) members,
        said.at(2),
        said.ratio(3, 0),
        total,
        said.at(4).isEmpty() ? "idle" : said.at(4),
        Math.max(0, said.number(5)));
  }

  /** {@code 2 253:3 253:4 1024/1024 1 AA 3 disk 253:2 A}. */
  private static @Nullable DmRaid mirror(Words said) {
    long members = said.number(0);
    if (members < 1 || members > MOST_MEMBERS) {
      return null;
    }
    int ratio = (int) members + 1;
    String health = said.at(ratio + 2);
    long total = said.ratio(ratio, 1);
    if (health.length() != members || total < 0) {
      return null;
    }
    long inSync = said.ratio(ratio, 0);
    String action = inSync < total ? "resync" : "idle";
    return new DmRaid("raid1", (int) members, health, inSync, total, action, 0);
  }

  /** Members that failed or are not in sync; while all is being synced the first time, failed. */
  public int missing() {
    boolean first = action.equals("resync");
    return (int) health.chars().filter(c -> c != 'A' && !(first && c == 'a')).count();
  }
}
