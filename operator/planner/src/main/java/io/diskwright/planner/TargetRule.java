package io.diskwright.planner;

import java.util.Optional;

/** Images are files: only directories can hold them. */
final class TargetRule implements Rule {
  @Override
  public Optional<Rejection> check(Candidate candidate, Context context) {
    return candidate.device().target() == TargetKind.Directory
        ? Optional.empty()
        : Rejection.because(
            RejectionReason.PolicyUnsupportedByDevice,
            () ->
                candidate.device().name()
                    + " is a volume group; this version makes images in directories only",
            "target/volumeGroup");
  }
}
