package io.diskwright.cli.state;

import io.diskwright.api.v1alpha1.ConditionTypes;
import io.diskwright.api.v1alpha1.Conditions;
import io.diskwright.api.v1alpha1.Decision;
import io.diskwright.api.v1alpha1.DiskAllocation;
import io.diskwright.api.v1alpha1.VmDiskImage;
import io.diskwright.api.v1alpha1.VmDiskImageStatus;
import io.diskwright.decision.Demands;
import java.nio.file.Path;
import java.util.Objects;

/**
 * One image that was planned or made.
 *
 * @param target the directory it is kept in
 * @param image as applied, with its status
 * @param order what was ordered for it
 */
public record StoredImage(Path target, VmDiskImage image, DiskAllocation order) {
  /** {@code namespace/name}. */
  public String name() {
    return Demands.name(image);
  }

  /** Its UID, which names its files. */
  public String uid() {
    return order.getSpec().image().uid();
  }

  /** Whether it was finished; otherwise the run that made it was stopped. */
  public boolean allocated() {
    VmDiskImageStatus status = image.getStatus();
    return status != null
        && status.allocation() != null
        && Conditions.isTrue(status.conditions(), ConditionTypes.ALLOCATED);
  }

  /** What was decided. */
  public Decision decision() {
    return Objects.requireNonNull(image.getStatus().decision(), "checked when it was read");
  }
}
