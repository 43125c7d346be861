package io.diskwright.arrays.smis;

import io.diskwright.arrays.Claims;
import io.diskwright.planner.Capability;
import org.jspecify.annotations.Nullable;
import org.metricshub.wbem.javax.cim.CIMInstance;

/** What a CIM_StorageVolume (DMTF CIM 2.49, SNIA SMI-S Block Services) says of what is on it. */
final class VolumeClaims {
  /** Which of a volume's properties are asked for. */
  static final String[] PROPERTIES = {
    "SystemCreationClassName",
    "SystemName",
    "CreationClassName",
    "DeviceID", // its keys
    "ElementName",
    "Name",
    "NameFormat",
    "OtherIdentifyingInfo",
    "ThinlyProvisioned",
    "IsCompressed",
    "CompressionRate",
    "NoSinglePointOfFailure",
    "DataRedundancy",
    "PackageRedundancy",
    "IsBasedOnUnderlyingRedundancy",
    // Not in the schema; arrays that add one of them mean it.
    "IsDeduplicated",
    "Deduplicated",
    "IsEncrypted",
    "Encrypted"
  };

  private VolumeClaims() {}

  static void of(CIMInstance volume, String at, Claims claims) {
    if (Boolean.TRUE.equals(Cim.bool(volume, "ThinlyProvisioned"))) {
      claims.present(Capability.ThinProvisioning, null, at + "ThinlyProvisioned=true");
    }
    either(
        volume,
        Capability.Deduplication,
        "IsDeduplicated",
        "Deduplicated",
        Claims.INLINE,
        at,
        claims);
    either(volume, Capability.Encryption, "IsEncrypted", "Encrypted", null, at, claims);
    compression(volume, at, claims);
    redundancy(volume, at, claims);
  }

  private static void either(
      CIMInstance instance,
      Capability capability,
      String property,
      String other,
      @Nullable String value,
      String at,
      Claims claims) {
    Boolean is = Cim.bool(instance, property);
    String name = is == null ? other : property;
    is = is == null ? Cim.bool(instance, other) : is;
    claims.yesOrNo(capability, is, value, at + name + "=" + is);
  }

  /** CompressionRate: 0 unknown, 1 none, 2 and more a rate; it says more than its default of 1. */
  static void compression(CIMInstance element, String at, Claims claims) {
    Boolean is = Cim.bool(element, "IsCompressed");
    Long rate = Cim.number(element, "CompressionRate");
    if (is != null) {
      claims.yesOrNo(Capability.Compression, is, null, at + "IsCompressed=" + is);
    } else if (rate != null && rate > 0) {
      claims.yesOrNo(Capability.Compression, rate > 1, null, at + "CompressionRate=" + rate);
    }
  }

  /**
   * DataRedundancy counts whole copies, PackageRedundancy the disks that may fail without loss. A
   * volume that contradicts itself is taken at its worst.
   */
  private static void redundancy(CIMInstance volume, String at, Claims claims) {
    Long copies = Cim.number(volume, "DataRedundancy");
    Long spare = Cim.number(volume, "PackageRedundancy");
    Boolean safe = Cim.bool(volume, "NoSinglePointOfFailure");
    Boolean below = Cim.bool(volume, "IsBasedOnUnderlyingRedundancy");
    String said =
        at
            + "NoSinglePointOfFailure=%s, DataRedundancy=%s, PackageRedundancy=%s, IsBasedOnUnderlyingRedundancy=%s"
                .formatted(safe, copies, spare, below);
    if (spare != null) {
      boolean holds = spare > 0 && !Boolean.FALSE.equals(safe);
      claims.yesOrNo(Capability.Redundancy, holds, level(copies, spare), said);
    } else if (safe != null) {
      claims.yesOrNo(Capability.Redundancy, safe, level(copies, 1), said);
    } else if (copies != null && copies > 1) {
      claims.present(Capability.Redundancy, level(copies, 1), said);
    } else if (Boolean.TRUE.equals(below)) {
      claims.present(Capability.Redundancy, null, said);
    }
  }

  /** SMI-S Block Services maps RAID levels to the two counts; this is the way back. */
  static @Nullable String level(@Nullable Long copies, long spare) {
    if (copies == null) {
      return null;
    }
    if (copies >= 2) {
      return copies == 2 ? "raid1" : "raid1c3";
    }
    return spare >= 2 ? "raid6" : "raid5";
  }
}
