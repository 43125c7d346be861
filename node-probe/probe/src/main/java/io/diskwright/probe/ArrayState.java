package io.diskwright.probe;

import io.diskwright.probe.dm.DmRaid;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * How several disks that are one are doing, whoever joins them.
 *
 * @param level such as raid1, raid5 or linear
 * @param members number of disks it is made for
 * @param missing number of those that are not there or not in sync
 * @param tolerates number of disks it may lose when it is whole
 * @param action idle, resync, recover, check, repair, reshape or frozen
 * @param percent how far the action is, or -1
 * @param faults what else is wrong, for people; mostly nothing
 */
record ArrayState(
    String level,
    int members,
    int missing,
    int tolerates,
    String action,
    int percent,
    List<String> faults) {

  /**
   * Of an md array, from its directory in sysfs; Documentation/admin-guide/md.rst.
   *
   * @return null when the array does not say its level
   */
  static @Nullable ArrayState md(KernelFiles files, Path directory) {
    List<String> faulty = new ArrayList<>();
    for (String name : KernelFiles.names(directory)) {
      if (name.startsWith("dev-")) {
        String state = files.text(directory.resolve(name).resolve("state"));
        if (state != null && List.of(state.split(",")).contains("faulty")) {
          faulty.add(name.substring("dev-".length()) + " has failed");
        }
      }
    }
    return parse(name -> files.text(directory.resolve(name)), faulty);
  }

  /** From the content of the files by their names; null for what is not there. */
  static @Nullable ArrayState parse(Attributes file, List<String> faulty) {
    String level = file.get("level");
    if (level == null) {
      return null;
    }
    int members = number(file.get("raid_disks"), 0);
    List<String> faults = new ArrayList<>(faulty);
    String state = file.get("array_state");
    if ("broken".equals(state) || "inactive".equals(state)) {
      faults.add("it is " + state);
    }
    String action = file.get("sync_action");
    return new ArrayState(
        level,
        members,
        Math.min(number(file.get("degraded"), 0), members),
        tolerates(level, members, copies(file.get("layout"))),
        action == null ? "idle" : action,
        percent(file.get("sync_completed")),
        List.copyOf(faults));
  }

  /** Gives the text of a file, or null. */
  @FunctionalInterface
  interface Attributes {
    @Nullable String get(String name);
  }

  /** Of a raid or mirror target of device-mapper. */
  static ArrayState dm(DmRaid raid) {
    boolean done = raid.inSync() >= raid.total() || raid.action().equals("idle");
    int percent = done || raid.total() == 0 ? -1 : (int) (raid.inSync() * 100.0 / raid.total());
    return new ArrayState(
        raid.level(),
        raid.members(),
        raid.missing(),
        tolerates(raid.level(), raid.members(), 2),
        raid.action(),
        percent,
        List.of());
  }

  /** Disks that may be lost from a whole array without losing data. */
  static int tolerates(String level, int members, int copies) {
    return switch (level) {
      case "raid1" -> Math.max(0, members - 1);
      case "raid4", "raid5" -> 1;
      case "raid6" -> 2;
      case "raid10" -> Math.max(0, copies - 1);
      default -> 0;
    };
  }

  /** Copies that raid10 keeps: near copies in the lowest byte of the layout, far in the next. */
  private static int copies(@Nullable String layout) {
    int said = number(layout, 2 | 1 << 8);
    return Math.max(1, said & 0xff) * Math.max(1, said >> 8 & 0xff);
  }

  /** {@code none}, {@code delayed} or {@code 1234 / 5678}. */
  private static int percent(@Nullable String completed) {
    String[] parts = completed == null ? new String[0] : completed.split(" / ", -1);
    double total = parts.length == 2 ? number(parts[1], 0) : 0;
    return total <= 0 ? -1 : (int) (Math.max(0, number(parts[0], 0)) * 100.0 / total);
  }

  private static int number(@Nullable String text, int otherwise) {
    try {
      // raid_disks and layout say "4 (3)" while they are being changed
      String first = text == null ? "" : text.split(" ", 2)[0];
      return (int) Math.clamp(Long.parseLong(first), 0, Integer.MAX_VALUE);
    } catch (NumberFormatException e) {
      return otherwise;
    }
  }

  /** Disks that may be lost now. */
  int left() {
    return faults.contains("it is broken") ? 0 : Math.max(0, tolerates - missing);
  }

  /** Whether a copy is being made or made equal now; a mere check is none. */
  boolean syncing() {
    return switch (action) {
      case "recover", "resync", "repair", "reshape" -> true;
      default -> false;
    };
  }

  /** For people; says how far it is in tens, so that it does not change with every look. */
  String describe() {
    String far = percent < 0 ? "" : ", " + percent / 10 * 10 + " % done";
    String lost = missing == 0 ? "" : ", lacks " + missing;
    return String.format(Locale.ROOT, "%s of %d disks%s", level, members, lost)
        + (action.equals("idle") ? "" : ", " + action + far);
  }
}
