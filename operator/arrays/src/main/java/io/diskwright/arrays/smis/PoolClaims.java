package io.diskwright.arrays.smis;

import io.diskwright.arrays.Claims;
import io.diskwright.planner.Capability;
import java.util.List;
import java.util.Objects;
import org.metricshub.wbem.javax.cim.CIMInstance;

/** What a CIM_StoragePool and its capabilities say of every volume from it. */
final class PoolClaims {
  static final String[] PROPERTIES = {
    "InstanceID",
    "PoolID",
    "ElementName",
    "Name",
    "Primordial",
    "IsCompressed",
    "CompressionRate",
    "IsDeduplicated",
    "Deduplicated"
  };
  static final String[] CAPABILITIES = {
    "InstanceID",
    "NoSinglePointOfFailure",
    "DataRedundancyMin",
    "DataRedundancyMax",
    "PackageRedundancyMin",
    "PackageRedundancyMax"
  };
  static final String[] CONFIGURATION = {"InstanceID", "SupportedStorageElementTypes"};

  /** CIM_StorageConfigurationCapabilities.SupportedStorageElementTypes. */
  private static final int STORAGE_VOLUME = 2;

  private static final int THINLY_PROVISIONED_STORAGE_VOLUME = 5;

  private PoolClaims() {}

  static void of(CIMInstance pool, String at, Claims claims) {
    VolumeClaims.compression(pool, at, claims);
    Boolean is = Cim.bool(pool, "IsDeduplicated");
    is = is == null ? Cim.bool(pool, "Deduplicated") : is;
    claims.yesOrNo(Capability.Deduplication, is, Claims.INLINE, at + "Deduplicated=" + is);
  }

  /** CIM_StorageCapabilities: a range; what only some volumes may have is not claimed. */
  static void capabilities(CIMInstance capabilities, String at, Claims claims) {
    Long least = Cim.number(capabilities, "PackageRedundancyMin");
    Long most = Cim.number(capabilities, "PackageRedundancyMax");
    Long copies = Cim.number(capabilities, "DataRedundancyMin");
    boolean oneWay =
        Objects.equals(least, most)
            && Objects.equals(copies, Cim.number(capabilities, "DataRedundancyMax"));
    String said =
        at
            + "CIM_StorageCapabilities PackageRedundancy=%s..%s, DataRedundancyMin=%s"
                .formatted(least, most, copies);
    if (least != null && least > 0) {
      claims.present(
          Capability.Redundancy, oneWay ? VolumeClaims.level(copies, least) : null, said);
    } else if (most != null && most == 0) {
      claims.absent(Capability.Redundancy, said);
    }
  }

  /** Where only thin volumes can be made, every volume is. */
  static void configuration(CIMInstance configuration, String at, Claims claims) {
    List<Integer> types = Cim.numbers(configuration, "SupportedStorageElementTypes");
    if (types.contains(THINLY_PROVISIONED_STORAGE_VOLUME) && !types.contains(STORAGE_VOLUME)) {
      claims.present(
          Capability.ThinProvisioning,
          null,
          at + "CIM_StorageConfigurationCapabilities SupportedStorageElementTypes=" + types);
    }
  }
}
