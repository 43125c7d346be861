package io.diskwright.probe;

import io.diskwright.probe.dm.ThinPool;
import io.diskwright.probe.lvm.VolumeGroup.Physical;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The conditions Ready and Healthy of a volume group or thin pool. */
final class GroupHealth {
  private GroupHealth() {}

  static Verdict ready(GroupPlace place) {
    if (place.group().exported()) {
      return Verdict.no("Exported", "the group was exported; vgimport brings it back");
    }
    List<String> missing = missing(place);
    if (!missing.isEmpty()) {
      return Verdict.no(
          "PhysicalVolumeMissing",
          String.join("; ", missing) + "; LVM makes no volume before it is back or removed");
    }
    ThinPool state = place.state();
    if (place.pool() == null) {
      return place.group().free() == 0
          ? Verdict.no("NoSpace", "no extent is free; remove a volume, or extend the group")
          : Verdict.yes("Probed", "every capability was asked");
    }
    if (place.active() == null) {
      return Verdict.no(
          "ThinPoolInactive",
          "its room is not known; lvchange -ay " + place.name() + " activates it");
    }
    if (state == null) {
      String why = place.active().doubt();
      return Verdict.unknown(
          "ProbeFailed", why == null ? "the pool's state is not understood" : why);
    }
    return state.full()
        ? Verdict.no(
            "ThinPoolFull",
            StackHealth.full(place.name(), state) + "; extend it, or delete what is not needed")
        : Verdict.yes("Probed", "every capability was asked");
  }

  static Verdict healthy(GroupPlace place) {
    List<String> missing = missing(place);
    if (!missing.isEmpty()) {
      return Verdict.no("Degraded", String.join("; ", missing) + "; replace the failed disk");
    }
    Optional<Verdict> below = StackHealth.verdict(place.stack());
    if (below.isPresent()) {
      return below.get();
    }
    String gap = place.stack().gap();
    return gap == null
        ? Verdict.yes("NoFaults", "nothing below is degraded: " + place.stack().describe())
        : Verdict.unknown("NotVisible", gap);
  }

  private static List<String> missing(GroupPlace place) {
    List<String> missing = new ArrayList<>();
    for (Physical one : place.group().physical()) {
      if (one.missing()) {
        missing.add(
            "the physical volume " + one.uuid() + " of " + place.group().name() + " is missing");
      }
    }
    return missing;
  }
}
