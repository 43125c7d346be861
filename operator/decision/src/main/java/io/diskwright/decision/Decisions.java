package io.diskwright.decision;

import io.diskwright.api.v1alpha1.BecauseEntry;
import io.diskwright.api.v1alpha1.Decision;
import io.diskwright.api.v1alpha1.ExpectedCosts;
import io.diskwright.api.v1alpha1.RejectedCandidate;
import io.diskwright.planner.Candidate;
import io.diskwright.planner.Outcome;
import io.diskwright.planner.Planner;
import io.diskwright.planner.Strategy;
import java.util.List;
import java.util.TreeMap;

/** From an outcome of the planner to what the API carries, within the bounds of the manifests. */
public final class Decisions {
  /** The longest message of a reason or a rejection, in UTF-16 units. */
  static final int MESSAGE = 512;

  /** The longest message of a refusal. */
  static final int REFUSAL = 1024;

  private static final int MAX_REASONS = 16;
  private static final int MAX_USES = 32;

  private Decisions() {}

  /** What {@code outcome} says to a user who chose {@code strategy}. */
  public static DecisionResult of(Strategy strategy, Outcome outcome) {
    return switch (outcome) {
      case Outcome.Plan plan -> new DecisionResult.Decided(decision(strategy, plan));
      case Outcome.Refusal refusal ->
          new DecisionResult.Refused(
              refusal.reason(),
              Text.limit(refusal.message(), REFUSAL),
              rejected(refusal.rejected()),
              refusal.considered());
    };
  }

  private static Decision decision(Strategy strategy, Outcome.Plan plan) {
    Candidate chosen = plan.chosen();
    Outcome.Expected expected = plan.expected();
    return new Decision(
        strategy,
        chosen.device().name(),
        chosen.device().node(),
        chosen.policy(),
        chosen.format(),
        new TreeMap<>(chosen.options()),
        plan.score(),
        new ExpectedCosts(
            expected.performance(),
            expected.allocatedBytes(),
            expected.maximumBytes(),
            expected.confidence()),
        plan.because().stream().limit(MAX_REASONS).map(Decisions::because).toList(),
        plan.lacks(),
        rejected(plan.rejected()),
        plan.considered());
  }

  private static BecauseEntry because(Outcome.Because because) {
    return new BecauseEntry(
        because.rule(),
        Text.limit(because.message(), MESSAGE),
        because.uses().stream().limit(MAX_USES).toList());
  }

  private static List<RejectedCandidate> rejected(List<Outcome.Rejected> rejected) {
    return rejected.stream().limit(Planner.MAX_REJECTED).map(Decisions::rejected).toList();
  }

  private static RejectedCandidate rejected(Outcome.Rejected rejected) {
    Candidate candidate = rejected.candidate();
    return new RejectedCandidate(
        candidate.device().name(),
        candidate.policy(),
        candidate.format(),
        new TreeMap<>(candidate.options()),
        rejected.reason(),
        Text.limit(rejected.message(), MESSAGE),
        rejected.score());
  }
}
