package io.diskwright.cli.plan;

import io.diskwright.api.v1alpha1.RejectedCandidate;
import io.diskwright.cli.output.Failure;
import io.diskwright.decision.DecisionResult;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Says why an image is not to be had, with every reason once. */
public final class Refusals {
  private Refusals() {}

  /** The refusal as a failure, and what else went wrong on the way. */
  public static Failure failure(Planned.Refused refused, List<String> troubles) {
    List<String> lines = new ArrayList<>();
    lines.add(refused.message());
    refused.refusal().ifPresent(refusal -> lines.addAll(reasons(refusal)));
    troubles.forEach(trouble -> lines.add("  not asked: " + trouble));
    return new Failure(refused.exitCode(), String.join("\n", lines));
  }

  /** Every distinct reason, with the candidates it holds for. */
  private static List<String> reasons(DecisionResult.Refused refusal) {
    Map<String, List<String>> candidates = new LinkedHashMap<>();
    for (RejectedCandidate one : refusal.rejected()) {
      candidates
          .computeIfAbsent(one.reason() + ": " + one.message(), reason -> new ArrayList<>())
          .add(one.policy() + " " + one.format());
    }
    return candidates.entrySet().stream()
        .map(
            entry ->
                "  "
                    + String.join(", ", entry.getValue().stream().distinct().toList())
                    + ": "
                    + entry.getKey())
        .toList();
  }
}
