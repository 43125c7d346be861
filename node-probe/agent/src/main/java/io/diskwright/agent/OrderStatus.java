package io.diskwright.agent;

import static io.diskwright.api.v1alpha1.Conditions.ConditionStatus.False;
import static io.diskwright.api.v1alpha1.Conditions.ConditionStatus.True;
import static io.diskwright.api.v1alpha1.Conditions.ConditionStatus.Unknown;

import io.diskwright.api.v1alpha1.AllocationProgress;
import io.diskwright.api.v1alpha1.AllocationResult;
import io.diskwright.api.v1alpha1.ConditionTypes;
import io.diskwright.api.v1alpha1.Conditions;
import io.diskwright.api.v1alpha1.Conditions.ConditionStatus;
import io.diskwright.api.v1alpha1.DiskAllocation;
import io.diskwright.api.v1alpha1.DiskAllocationStatus;
import io.diskwright.api.v1alpha1.Reasons;
import io.diskwright.image.Verification;
import io.fabric8.kubernetes.api.model.Condition;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** An order's status from what became of it; pure. */
final class OrderStatus {
  private final Clock clock;
  private final Conditions conditions;

  OrderStatus(Clock clock) {
    this.clock = clock;
    this.conditions = new Conditions(clock);
  }

  /** Being made. */
  DiskAllocationStatus inProgress(DiskAllocation order, String phase, long done, long total) {
    return make(
        order,
        False,
        Reasons.Allocated.InProgress,
        "Being made: " + phase + ".",
        null,
        new AllocationProgress(phase, done, total));
  }

  /**
   * There as ordered. Equal to the status before when nothing has changed but the time, or the
   * allocated bytes by no more than a hundredth of the size, unless somebody asked.
   */
  DiskAllocationStatus verified(DiskAllocation order, Verification.Verified found, boolean asked) {
    DiskAllocationStatus before = order.getStatus();
    AllocationResult was = before == null ? null : before.allocation();
    AllocationResult now =
        new AllocationResult(
            found.allocatedBytes(),
            found.virtualBytes(),
            found.path().toString(),
            clock.instant().truncatedTo(ChronoUnit.SECONDS).toString(),
            found.verifiedBy());
    boolean same =
        !asked
            && was != null
            && was.path().equals(now.path())
            && was.virtualBytes() == now.virtualBytes()
            && Math.abs(was.allocatedBytes() - now.allocatedBytes()) <= now.virtualBytes() / 100;
    return make(
        order,
        True,
        Reasons.Allocated.Verified,
        "The image is there as ordered.",
        same ? was : now,
        null);
  }

  /** The same, when nobody asked. */
  DiskAllocationStatus verified(DiskAllocation order, Verification.Verified found) {
    return verified(order, found, false);
  }

  /** Could not be made. */
  DiskAllocationStatus failed(DiskAllocation order, String message) {
    return make(order, False, Reasons.Allocated.Failed, message, known(order), null);
  }

  /** Was made, and could not be looked at now. */
  DiskAllocationStatus unknown(DiskAllocation order, String message) {
    return make(order, Unknown, Reasons.Allocated.Failed, message, known(order), null);
  }

  /** Was made, and is not as ordered any more; {@code more} says what was tried. */
  DiskAllocationStatus drifted(DiskAllocation order, Verification.Drifted drifted, String more) {
    return make(
        order,
        False,
        Reasons.Allocated.Drifted,
        drifted.drifts().stream()
            .map(Verification.Drift::message)
            .collect(Collectors.joining("; ", "", more)),
        known(order),
        null);
  }

  private static @Nullable AllocationResult known(DiskAllocation order) {
    return order.getStatus() == null ? null : order.getStatus().allocation();
  }

  private DiskAllocationStatus make(
      DiskAllocation order,
      ConditionStatus status,
      Reasons.Allocated reason,
      String message,
      @Nullable AllocationResult allocation,
      @Nullable AllocationProgress progress) {
    Long generation = order.getMetadata().getGeneration();
    List<Condition> list = order.getStatus() == null ? null : order.getStatus().conditions();
    for (String type : List.of(ConditionTypes.ALLOCATED, ConditionTypes.READY)) {
      list = conditions.set(list, type, status, reason.name(), message, generation);
    }
    return new DiskAllocationStatus(generation, allocation, progress, list);
  }
}
