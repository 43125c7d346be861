package io.diskwright.decision;

import io.diskwright.api.v1alpha1.BecauseEntry;
import io.diskwright.api.v1alpha1.Decision;
import io.diskwright.api.v1alpha1.Reasons;
import java.util.Optional;

/** Whether a wish for redundancy came true. */
public final class Redundancy {
  private Redundancy() {}

  /**
   * What became of the wish.
   *
   * @param message in a sentence
   */
  public record Wish(Reasons.RedundancyMet reason, String message) {
    /** Whether it came true. */
    public boolean met() {
      return reason == Reasons.RedundancyMet.Redundant;
    }
  }

  /** What became of the wish; nothing when there was none, or other wishes outweighed it. */
  public static Optional<Wish> of(Decision decision) {
    for (BecauseEntry because : decision.because()) {
      switch (because.rule()) {
        case "redundancy-met" -> {
          return Optional.of(new Wish(Reasons.RedundancyMet.Redundant, because.message()));
        }
        case "redundancy-unmet" -> {
          return Optional.of(new Wish(Reasons.RedundancyMet.RedundancyUnmet, because.message()));
        }
        default -> {}
      }
    }
    return Optional.empty();
  }
}
