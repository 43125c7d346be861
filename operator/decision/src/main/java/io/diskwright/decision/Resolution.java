package io.diskwright.decision;

import io.diskwright.api.v1alpha1.EffectiveSpec;
import io.diskwright.api.v1alpha1.Reasons;
import io.diskwright.api.v1alpha1.VmDiskImage;
import io.diskwright.api.v1alpha1.VmDiskImageStatus;
import java.util.List;

/** What an image's class made of its spec. */
public sealed interface Resolution {
  /**
   * Every field has a value.
   *
   * @param effective the spec filled up, and where each field came from
   */
  record Resolved(EffectiveSpec effective) implements Resolution {
    /** {@code image} with this in its status, as {@link Demands} and {@link Orders} want it. */
    public VmDiskImage on(VmDiskImage image) {
      VmDiskImageStatus status = image.getStatus();
      VmDiskImage resolved = new VmDiskImage();
      resolved.setMetadata(image.getMetadata());
      resolved.setSpec(image.getSpec());
      resolved.setStatus(
          status == null
              ? new VmDiskImageStatus(null, null, null, null, null, effective)
              : status.withEffective(effective));
      return resolved;
    }
  }

  /**
   * The class is not there, or does not allow it.
   *
   * @param reason why in one word
   * @param problems fields and what to do about them
   */
  record Refused(Reasons.Accepted reason, List<SpecValidator.Problem> problems)
      implements Resolution {}
}
