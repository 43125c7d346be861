package io.diskwright.probe;

import io.diskwright.probe.lvm.VolumeGroup.Logical;
import java.util.ArrayList;
import java.util.List;

/**
 * The volumes that hold a thin pool's data and metadata.
 *
 * @param types of their segments, such as {@code raid1+linear}
 * @param raid whether all of them are of a raid that keeps a second copy
 */
record VolumeLegs(String types, boolean raid) {
  static VolumeLegs of(GroupPlace place) {
    List<String> types = new ArrayList<>();
    Logical pool = place.pool();
    if (pool != null) {
      for (String name : List.of(pool.data(), pool.metadata())) {
        Logical leg = place.group().find(name);
        types.add(leg == null ? "unknown" : leg.type());
      }
    }
    boolean raid = !types.isEmpty() && types.stream().allMatch(VolumeLegs::keepsACopy);
    return new VolumeLegs(String.join("+", types), raid);
  }

  private static boolean keepsACopy(String type) {
    return type.startsWith("raid") && !type.startsWith("raid0") || type.equals("mirror");
  }
}
