package io.diskwright.planner;

import io.diskwright.planner.Outcome.Because;
import io.diskwright.planner.Outcome.Expected;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Says why a candidate was chosen, in a person's words. */
final class Explainer {
  private static final int MOST = 6;

  /**
   * A reason and how much it matters that it is said.
   *
   * @param because the reason
   * @param weight the least are left out when there are too many
   */
  private record Weighed(Because because, int weight) {}

  private final Survey survey;
  private final Choice choice;
  private final Demand demand;
  private final Assessed chosen;

  Explainer(Survey survey, Choice choice) {
    this.survey = survey;
    this.choice = choice;
    this.demand = choice.demand();
    this.chosen = choice.winner();
  }

  Outcome.Plan plan() {
    return new Outcome.Plan(
        chosen.candidate(),
        choice.score(),
        expected(chosen),
        because(),
        chosen.device().lacks(),
        RejectedList.of(survey, choice),
        survey.considered());
  }

  static Expected expected(Assessed chosen) {
    return new Expected(
        chosen.performance(),
        chosen.footprint().allocatedBytes(),
        chosen.footprint().maximumBytes(),
        chosen.group().type().costs().confidence());
  }

  private List<Because> because() {
    List<Weighed> all = new ArrayList<>();
    RequiredReasons.of(demand, chosen.candidate()).forEach(b -> all.add(new Weighed(b, 9)));
    all.add(new Weighed(tradeoff(), 10));
    if (demand.performance() == 100 && chosen.reserved()) {
      all.add(new Weighed(reserved(), 7));
    }
    if (choice.bounded()) {
      all.add(new Weighed(bounded(), 8));
    }
    if (demand.redundancy() > 0) {
      all.add(new Weighed(redundancy(), 7));
    }
    Origins.of(demand, chosen)
        .ifPresent(b -> all.add(new Weighed(b, chosen.footprint().cloned() ? 11 : 4)));
    overOthers().forEach(b -> all.add(new Weighed(b, 6)));
    limits().forEach(b -> all.add(new Weighed(b, 6)));
    GivenUp.by(chosen).forEach(b -> all.add(new Weighed(b, 5)));
    if (chosen.group().size() > 1) {
      all.add(new Weighed(amongEquals(), 2));
    }
    all.add(new Weighed(costs(chosen), 3));
    while (all.size() > MOST) {
      all.remove(all.stream().min(Comparator.comparingInt(Weighed::weight)).orElseThrow());
    }
    return all.stream().map(Weighed::because).toList();
  }

  /** The choice against the best that is made in another way. */
  private Because tradeoff() {
    String subject = Words.shape(chosen.way().shape()) + " on " + chosen.device().name();
    String wish = wish();
    Assessed other = bestOtherwise();
    if (other == null) {
      return new Because(
          "only-candidate", subject + " is the only way that keeps every wish", List.of("spec"));
    }
    String against =
        Comparison.main(chosen, other, demand)
            .map(d -> even(d) + d.asAdvantage() + " for " + Words.shape(other.way().shape()))
            .orElse(
                "as good as "
                    + Words.shape(other.way().shape())
                    + " within the noise of measurement, and simpler");
    return new Because(
        "performance-against-storage",
        subject + " serves " + wish + " best: " + against,
        List.of("spec/tradeoffs.performance", "spec/workload", "property/filesystem"));
  }

  /** Where what was wished for does not tell the two apart. */
  private String even(Comparison.Difference difference) {
    if (demand.performance() == 100 && !difference.ofSpeed()) {
      return "nothing is faster beyond the noise of measurement, and ";
    }
    if (demand.performance() == 0 && difference.ofSpeed()) {
      return "nothing takes less space, and ";
    }
    return "";
  }

  private String wish() {
    return switch (demand.performance()) {
      case 0 -> "minimum storage";
      case 50 -> "a balance of performance and storage";
      case 100 -> "maximum performance";
      default -> "performance " + demand.performance() + " of 100";
    };
  }

  private @org.jspecify.annotations.Nullable Assessed bestOtherwise() {
    Assessed best = null;
    int most = -1;
    Standing standing = choice.standingOf(chosen.group());
    for (Assessed each : standing.candidates()) {
      Candidate c = each.candidate();
      boolean another =
          c.format() != chosen.candidate().format() || c.policy() != chosen.candidate().policy();
      int score = choice.score(each, standing);
      if (another && score > most && Comparison.main(chosen, each, demand).isPresent()) {
        best = each;
        most = score;
      }
    }
    if (best == null) {
      for (Assessed each : standing.candidates()) {
        if (each != chosen && (best == null || choice.score(each, standing) > most)) {
          best = each;
          most = choice.score(each, standing);
        }
      }
    }
    return best;
  }

  private Because reserved() {
    return new Because(
        "space-reserved",
        Words.bytes(chosen.footprint().allocatedBytes())
            + " are reserved up front: no write of the guest waits for space, or finds none",
        List.of("has/Preallocation", "spec/tradeoffs.performance"));
  }

  private Because bounded() {
    return new Because(
        "security-never-faster",
        "held to a speed that keeps a promise: a higher security level never gives a faster plan",
        List.of("spec/tradeoffs.security"));
  }

  private Because redundancy() {
    DeviceFacts device = chosen.device();
    if (FeatureProvider.mirrored(chosen.candidate())) {
      return new Because(
          "redundancy-met",
          "a raid1 volume is kept twice, on different physical volumes of "
              + device.name()
              + ": losing one disk loses no data",
          List.of("property/physicalVolumes", "spec/tradeoffs.redundancy"));
    }
    if (chosen.group().type().redundancy().worth() > 0) {
      String level = device.value(Capability.Redundancy);
      return new Because(
          "redundancy-met",
          device.name()
              + (level.isEmpty() ? " is redundant" : " is " + level)
              + ": losing one disk loses no data",
          List.of("has/Redundancy", "spec/tradeoffs.redundancy"));
    }
    boolean anywhere =
        choice.standings().stream().anyMatch(s -> s.group().type().redundancy().worth() > 0);
    return anywhere
        ? new Because(
            "redundancy-outweighed",
            "redundancy "
                + demand.redundancy()
                + " of 100 did not outweigh the storage and speed a redundant device costs",
            List.of("lacks/Redundancy", "spec/tradeoffs.redundancy"))
        : redundancyUnmet();
  }

  /** The best there is was taken, and it is not what was wished for. */
  static Because redundancyUnmet() {
    return new Because(
        "redundancy-unmet",
        "the wish for redundancy is unmet: no device that can take the image is redundant; add one,"
            + " set spec.tradeoffs.redundancy to 0, or require Redundancy to be refused instead",
        List.of("lacks/Redundancy", "spec/tradeoffs.redundancy"));
  }

  /** What told the chosen device from those that serve as well, and from those that are broken. */
  private List<Because> overOthers() {
    List<Because> found = new ArrayList<>();
    DeviceFacts mine = chosen.device();
    if (!mine.unhealthy().isEmpty()) {
      found.add(
          new Because(
              "device-unhealthy",
              mine.name()
                  + " is not healthy: "
                  + mine.unhealthy()
                  + "; no healthy device can take the image",
              List.of("condition/Healthy")));
    }
    choice.best().values().stream()
        .filter(a -> mine.unhealthy().isEmpty() && !a.device().unhealthy().isEmpty())
        .min(Comparator.comparing(a -> a.device().name()))
        .ifPresent(
            a ->
                found.add(
                    new Because(
                        "healthier-device",
                        a.device().name() + " is passed over: " + a.device().unhealthy(),
                        List.of("condition/Healthy"))));
    choice.best().values().stream()
        .filter(a -> choice.isAsGood(a))
        .filter(a -> !Extra.over(mine, a.device(), demand).isEmpty())
        .min(Comparator.comparing(a -> a.device().name()))
        .ifPresent(a -> found.add(extras(a.device())));
    return found;
  }

  private Because extras(DeviceFacts other) {
    List<Extra> extras = Extra.over(chosen.device(), other, demand);
    Extra first = extras.getFirst();
    return new Because(
        "device-has-more",
        chosen.device().name()
            + " has "
            + first.capability()
            + ", and "
            + other.name()
            + ", which serves as well otherwise, has not: "
            + first.merit(),
        extras.stream().limit(4).map(e -> "has/" + e.capability()).toList());
  }

  private List<Because> limits() {
    List<Because> limits = new ArrayList<>();
    if (demand.consumer() != Consumer.QEMU) {
      limits.add(
          new Because(
              "consumer-reads",
              demand.consumer() + " reads " + chosen.candidate().format() + " only",
              List.of("spec/consumer")));
    } else if (demand.formats().size() < ImageFormat.values().length) {
      limits.add(
          new Because(
              "formats-allowed",
              "only " + Words.formats(demand.formats()) + " may be used",
              List.of("spec/formats")));
    }
    return limits;
  }

  private Because amongEquals() {
    DeviceFacts mine = chosen.device();
    DeviceFacts roomiest = chosen.group().roomiest();
    int count = chosen.group().size();
    if (mine == roomiest) {
      return new Because(
          "roomiest-of-equals",
          count + " devices serve equally well; " + mine.name() + " has the most room",
          List.of("capacity/promisable"));
    }
    return new Because(
        "roomiest-that-fits",
        count
            + " devices serve equally well; "
            + mine.name()
            + " has the most room of those that can hold it: "
            + CapacityRule.message(roomiest, chosen.footprint()),
        List.of("capacity/promisable", "capacity/allocatable"));
  }

  /** Where the costs come from that the expectations rest on. */
  static Because costs(Assessed chosen) {
    DeviceCosts known = chosen.group().type().costs();
    String message =
        known.confidence() == Confidence.Shipped
                && chosen.device().target() == TargetKind.VolumeGroup
            ? "no costs of logical volumes were measured; those of raw files stand in: "
                + known.origin()
            : known.origin();
    return new Because("costs-from", message, List.of("property/filesystem"));
  }
}
