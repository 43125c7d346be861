package io.diskwright.decision;

import io.diskwright.api.v1alpha1.Decision;
import io.diskwright.api.v1alpha1.RejectedCandidate;
import io.diskwright.planner.RefusalReason;
import java.util.List;

/** A decision as the API carries it, or why there is none. */
public sealed interface DecisionResult {
  /** Decided. */
  record Decided(Decision decision) implements DecisionResult {}

  /**
   * Refused.
   *
   * @param reason why in one word
   * @param message why in one sentence, and what would help
   * @param rejected the candidates with their reasons, at most 16
   * @param considered number of candidates looked at
   */
  record Refused(
      RefusalReason reason, String message, List<RejectedCandidate> rejected, int considered)
      implements DecisionResult {}
}
