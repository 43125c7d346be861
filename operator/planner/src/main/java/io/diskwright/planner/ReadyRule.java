package io.diskwright.planner;

import java.util.Optional;

/** A device that is not ready takes no images. */
final class ReadyRule implements Rule {
  @Override
  public Optional<Rejection> check(Candidate candidate, Context context) {
    DeviceFacts device = candidate.device();
    return device.notReady().isEmpty()
        ? Optional.empty()
        : Rejection.because(
            RejectionReason.DeviceNotReady,
            () -> device.name() + " cannot take images now: " + device.notReady(),
            "condition/Ready");
  }
}
