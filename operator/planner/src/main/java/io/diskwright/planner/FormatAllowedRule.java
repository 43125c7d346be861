package io.diskwright.planner;

import java.util.Optional;

/** Only the formats the demand allows. */
final class FormatAllowedRule implements Rule {
  @Override
  public Optional<Rejection> check(Candidate candidate, Context context) {
    return context.demand().formats().contains(candidate.format())
        ? Optional.empty()
        : Rejection.because(
            RejectionReason.FormatNotAllowed,
            () -> "spec.formats allows " + Words.formats(context.demand().formats()) + " only",
            "spec/formats");
  }
}
