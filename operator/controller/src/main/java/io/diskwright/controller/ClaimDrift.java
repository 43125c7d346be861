package io.diskwright.controller;

import io.diskwright.api.v1alpha1.ByteSize;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectReference;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeSpec;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Whether volumes and claims are still as they were written, in what of them can be changed: what
 * others add stays, and what the API server holds fast is not looked at.
 */
final class ClaimDrift {
  private ClaimDrift() {}

  /** Whether {@code there} is another than {@code wanted}. */
  static boolean of(PersistentVolume there, PersistentVolume wanted) {
    PersistentVolumeSpec is = there.getSpec();
    PersistentVolumeSpec should = wanted.getSpec();
    return !holds(there.getMetadata(), wanted.getMetadata())
        || bytes(is.getCapacity()) != bytes(should.getCapacity())
        || !should.getAccessModes().equals(is.getAccessModes())
        || !should.getPersistentVolumeReclaimPolicy().equals(is.getPersistentVolumeReclaimPolicy())
        || !Objects.requireNonNullElse(is.getStorageClassName(), "").isEmpty()
        || !isSame(is.getClaimRef(), should.getClaimRef());
  }

  /** Whether {@code there} is another than {@code wanted}. */
  static boolean of(PersistentVolumeClaim there, PersistentVolumeClaim wanted) {
    String owner = wanted.getMetadata().getOwnerReferences().getFirst().getUid();
    return !holds(there.getMetadata(), wanted.getMetadata())
        || there.getMetadata().getOwnerReferences().stream()
            .noneMatch(one -> owner.equals(one.getUid()));
  }

  private static boolean isSame(@Nullable ObjectReference is, ObjectReference should) {
    return is != null
        && should.getNamespace().equals(is.getNamespace())
        && should.getName().equals(is.getName())
        && should.getUid().equals(is.getUid());
  }

  private static boolean holds(ObjectMeta there, ObjectMeta wanted) {
    return holds(there.getLabels(), wanted.getLabels())
        && holds(there.getAnnotations(), wanted.getAnnotations());
  }

  private static boolean holds(@Nullable Map<String, String> there, Map<String, String> wanted) {
    return wanted.isEmpty() || (there != null && there.entrySet().containsAll(wanted.entrySet()));
  }

  /** -1 for what is no size of ours. */
  private static long bytes(Map<String, Quantity> sizes) {
    Quantity size = sizes.get(Claims.STORAGE);
    try {
      return size == null ? -1 : ByteSize.parse(size);
    } catch (IllegalArgumentException e) {
      return -1;
    }
  }
}
