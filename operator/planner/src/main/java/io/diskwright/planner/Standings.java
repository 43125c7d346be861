package io.diskwright.planner;

import io.diskwright.planner.Outcome.Rejected;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/** What admissible candidates would be worth by measured costs, where those did not decide. */
final class Standings {
  private final Demand demand;
  private final Map<DeviceGroup, Standing> byGroup = new IdentityHashMap<>();
  private final List<Assessed> admissible;

  Standings(Survey survey) {
    this.demand = survey.demand();
    this.admissible = survey.candidates().stream().filter(a -> a.rejection() == null).toList();
    for (DeviceGroup group : survey.groups()) {
      List<Assessed> own = admissible.stream().filter(a -> a.group() == group).toList();
      if (!own.isEmpty()) {
        byGroup.put(group, new Standing(own, demand.access()));
      }
    }
  }

  /** 0 to 1000. */
  int points(Assessed candidate) {
    Standing standing = byGroup.get(candidate.group());
    return standing == null
        ? 0
        : (int)
            Math.round(1000 * standing.share(candidate, demand.performance(), demand.redundancy()));
  }

  /** The other admissible candidates, best first, none above {@code most}. */
  List<Rejected> others(Assessed chosen, int most) {
    return admissible.stream()
        .filter(a -> a != chosen)
        .sorted(
            Comparator.<Assessed>comparingInt(a -> -Math.min(most, points(a)))
                .thenComparing(a -> a.way().shape(), Shape.SIMPLEST)
                .thenComparing(a -> a.device().name()))
        .map(
            a ->
                new Rejected(
                    a.candidate(),
                    RejectionReason.LowerScore,
                    "possible, but not what the literal rules choose",
                    Math.min(most, points(a))))
        .collect(java.util.stream.Collectors.toCollection(ArrayList::new));
  }
}
