package io.diskwright.planner;

import java.util.Optional;

/** At least so many bytes are allocated up front as the demand says. */
final class MinimumPreallocatedRule implements Rule {
  @Override
  public Optional<Rejection> check(Candidate candidate, Context context) {
    long wanted = context.demand().minimumPreallocatedBytes();
    return wanted <= 0 || promised(candidate, context.demand()) >= wanted
        ? Optional.empty()
        : Rejection.because(
            RejectionReason.RequiredFeatureMissing,
            () ->
                "spec.minimumPreallocated asks for "
                    + Words.bytes(wanted)
                    + " up front; this allocates none of the guest's data before it is written",
            "spec/minimumPreallocated");
  }

  /** The bytes of guest data that are allocated when the image is made. */
  static long promised(Candidate candidate, Demand demand) {
    if (candidate.policy() != AllocationPolicy.Preallocated) {
      return 0;
    }
    String part = candidate.options().get(Options.PREALLOCATED_BYTES);
    return part == null ? demand.sizeBytes() : Long.parseLong(part);
  }
}
