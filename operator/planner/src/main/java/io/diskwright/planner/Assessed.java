package io.diskwright.planner;

import org.jspecify.annotations.Nullable;

/**
 * One candidate, looked at.
 *
 * @param group where it could lie
 * @param way how it would be made, and what that costs
 * @param candidate on the member of the group it would lie on
 * @param footprint the space it takes
 * @param performance expected, 0 to 1000
 * @param reach the highest security level it reaches
 * @param rejection why it cannot be, or null when it can
 */
record Assessed(
    DeviceGroup group,
    Way way,
    Candidate candidate,
    Footprint footprint,
    int performance,
    SecurityLevel reach,
    @Nullable Rejection rejection) {

  /** Whether it can be, or could be if only less security were asked for. */
  boolean possible() {
    return rejection == null || rejection.reason() == RejectionReason.EncryptionUnsupported;
  }

  /** Whether space for the guest's data is reserved up front. */
  boolean reserved() {
    return way.shape().policy() == AllocationPolicy.Preallocated;
  }

  DeviceFacts device() {
    return candidate.device();
  }
}
