package io.diskwright.arrays.swordfish;

import io.diskwright.arrays.Claims;
import io.diskwright.planner.Capability;
import java.util.Locale;
import java.util.Set;

/** Values of Volume.RAIDType and of Volume.VolumeType before it, DMTF Volume schema. */
final class RaidTypes {
  private static final Set<String> REDUNDANT =
      Set.of(
          "RAID1",
          "RAID3",
          "RAID4",
          "RAID5",
          "RAID6",
          "RAID10",
          "RAID01",
          "RAID6TP",
          "RAID1E",
          "RAID50",
          "RAID60",
          "RAID10E",
          "RAID1Triple",
          "RAID10Triple");
  private static final Set<String> SINGLE = Set.of("RAID0", "RAID00", "None");

  private RaidTypes() {}

  /** Whether losing one disk loses nothing; a type of a later schema claims nothing. */
  static void claim(String type, String said, Claims claims) {
    if (REDUNDANT.contains(type)) {
      claims.present(Capability.Redundancy, level(type), said);
    } else if (SINGLE.contains(type)) {
      claims.absent(Capability.Redundancy, said);
    }
  }

  /** The same for the older property. */
  static void claimOld(String type, String said, Claims claims) {
    switch (type) {
      case "Mirrored" -> claims.present(Capability.Redundancy, "raid1", said);
      case "StripedWithParity" -> claims.present(Capability.Redundancy, "raid5", said);
      case "SpannedMirrors" -> claims.present(Capability.Redundancy, "raid10", said);
      case "SpannedStripesWithParity" -> claims.present(Capability.Redundancy, "raid50", said);
      case "NonRedundant", "RawDevice" -> claims.absent(Capability.Redundancy, said);
      default -> {}
    }
  }

  static boolean isRedundant(String type) {
    return REDUNDANT.contains(type);
  }

  static boolean isSingle(String type) {
    return SINGLE.contains(type);
  }

  /** As the API spells levels: three copies are raid1c3, as btrfs calls them. */
  static String level(String type) {
    return type.endsWith("Triple") ? "raid1c3" : type.toLowerCase(Locale.ROOT);
  }
}
