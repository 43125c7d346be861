package io.diskwright.arrays.swordfish;

import com.fasterxml.jackson.databind.JsonNode;
import io.diskwright.arrays.Claims;
import io.diskwright.planner.Capability;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a StoragePool of the Swordfish schema (SNIA StoragePool v1) says of every volume from it.
 * What only some volumes from it have is not claimed.
 */
final class PoolClaims {
  private PoolClaims() {}

  static void of(JsonNode pool, Claims claims) {
    String at = Resources.path(pool) + ": ";
    claim(pool, Capability.Deduplication, "Deduplicated", Claims.INLINE, at, claims);
    claim(pool, Capability.Compression, "Compressed", null, at, claims);
    claim(pool, Capability.Encryption, "Encrypted", null, at, claims);
    List<String> raid = Resources.texts(pool, "SupportedRAIDTypes");
    String said = at + "SupportedRAIDTypes=" + raid;
    if (!raid.isEmpty() && raid.stream().allMatch(RaidTypes::isRedundant)) {
      claims.present(
          Capability.Redundancy, raid.size() == 1 ? RaidTypes.level(raid.getFirst()) : null, said);
    } else if (!raid.isEmpty() && raid.stream().allMatch(RaidTypes::isSingle)) {
      claims.absent(Capability.Redundancy, said);
    }
    List<String> provisioning = Resources.texts(pool, "SupportedProvisioningPolicies");
    if (provisioning.equals(List.of("Thin"))) {
      claims.present(
          Capability.ThinProvisioning, null, at + "SupportedProvisioningPolicies=[Thin]");
    }
  }

  private static void claim(
      JsonNode pool,
      Capability capability,
      String property,
      @Nullable String value,
      String at,
      Claims claims) {
    Boolean is = Resources.bool(pool, property);
    claims.yesOrNo(capability, is, value, at + property + "=" + is);
  }
}
