package io.diskwright.arrays.swordfish;

import com.fasterxml.jackson.databind.JsonNode;
import io.diskwright.arrays.Claims;
import io.diskwright.planner.Capability;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a Volume of the Swordfish schema (SNIA Volume v1) says of the images on it. */
final class VolumeClaims {
  private static final String REPLICATE = "#Volume.CreateReplicaTarget";

  private VolumeClaims() {}

  static void of(JsonNode volume, Claims claims) {
    String at = Resources.path(volume) + ": ";
    Boolean deduplicated = Resources.bool(volume, "Deduplicated");
    claims.yesOrNo(
        Capability.Deduplication, deduplicated, Claims.INLINE, at + "Deduplicated=" + deduplicated);
    Boolean compressed = Resources.bool(volume, "Compressed");
    claims.yesOrNo(Capability.Compression, compressed, null, at + "Compressed=" + compressed);
    Boolean encrypted = Resources.bool(volume, "Encrypted");
    List<String> how = Resources.texts(volume, "EncryptionTypes");
    claims.yesOrNo(
        Capability.Encryption,
        encrypted,
        how.isEmpty() ? null : String.join(", ", how),
        at + "Encrypted=" + encrypted + (how.isEmpty() ? "" : ", EncryptionTypes=" + how));
    redundancy(volume, at, claims);
    provisioning(volume, at, claims);
    cache(volume, at, claims);
    snapshots(volume, at, claims);
  }

  private static void redundancy(JsonNode volume, String at, Claims claims) {
    String raid = Resources.text(volume, "RAIDType");
    if (raid != null) {
      RaidTypes.claim(raid, at + "RAIDType=" + raid, claims);
      return;
    }
    String type = Resources.text(volume, "VolumeType"); // what RAIDType replaced in 1.3.1
    if (type != null) {
      RaidTypes.claimOld(type, at + "VolumeType=" + type, claims);
    }
  }

  /** A fixed volume says nothing of a file with holes on it; the node sees those for itself. */
  private static void provisioning(JsonNode volume, String at, Claims claims) {
    String policy = Resources.text(volume, "ProvisioningPolicy");
    if ("Thin".equals(policy)) {
      claims.present(Capability.ThinProvisioning, null, at + "ProvisioningPolicy=Thin");
    }
  }

  private static void cache(JsonNode volume, String at, Claims claims) {
    String policy = Resources.text(volume, "WriteCachePolicy");
    String state = Resources.text(volume, "WriteCacheState");
    String said =
        at
            + "WriteCachePolicy="
            + policy
            + (state == null ? "" : ", WriteCacheState=" + state)
            + readCache(volume);
    if (policy == null) {
      return;
    }
    switch (policy) {
      case "WriteThrough", "Off" -> claims.present(Capability.PowerLossProtection, null, said);
      case "ProtectedWriteBack" -> {
        if ("Unprotected".equals(state)) {
          claims.absent(Capability.PowerLossProtection, said);
        } else {
          claims.present(Capability.PowerLossProtection, null, said);
        }
      }
      case "UnprotectedWriteBack" -> claims.absent(Capability.PowerLossProtection, said);
      default -> {} // a policy of a later schema
    }
  }

  private static String readCache(JsonNode volume) {
    String policy = Resources.text(volume, "ReadCachePolicy");
    return policy == null ? "" : ", ReadCachePolicy=" + policy;
  }

  /**
   * Clones are named but not claimed: a clone of the volume is another volume, not another image in
   * this place.
   */
  private static void snapshots(JsonNode volume, String at, Claims claims) {
    List<String> offered =
        Resources.texts(
            volume.path("Actions").path(REPLICATE), "ReplicaType@Redfish.AllowableValues");
    List<String> made = new ArrayList<>();
    for (JsonNode replica : volume.path("ReplicaInfos")) {
      String type = Resources.text(replica, "ReplicaType");
      if (type != null) {
        made.add(type);
      }
    }
    if (offered.contains("Snapshot") || made.contains("Snapshot")) {
      claims.present(Capability.Snapshotting, null, at + said(offered, made));
    } else if (!offered.isEmpty()) {
      claims.absent(Capability.Snapshotting, at + said(offered, made));
    }
  }

  private static @Nullable String said(List<String> offered, List<String> made) {
    return offered.isEmpty()
        ? "ReplicaInfos ReplicaType=" + made
        : "CreateReplicaTarget ReplicaType=" + offered;
  }
}
