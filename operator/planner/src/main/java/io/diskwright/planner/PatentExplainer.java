package io.diskwright.planner;

import io.diskwright.planner.Outcome.Because;
import io.diskwright.planner.Outcome.Rejected;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Says which literal rule chose, and on which sentence it stands. */
final class PatentExplainer {
  private static final int MOST = 6;

  private final Survey survey;
  private final Demand demand;
  private final PatentStrategy.Verdict verdict;
  private final Assessed chosen;

  PatentExplainer(Survey survey, PatentStrategy.Verdict verdict) {
    this.survey = survey;
    this.demand = survey.demand();
    this.verdict = verdict;
    this.chosen = verdict.chosen();
  }

  Outcome.Plan plan() {
    Standings standings = new Standings(survey);
    int score = standings.points(chosen);
    List<Rejected> rejected = standings.others(chosen, score);
    return new Outcome.Plan(
        chosen.candidate(),
        score,
        Explainer.expected(chosen),
        because(),
        chosen.device().lacks(),
        RejectedList.merge(rejected, RejectedList.impossible(survey)),
        survey.considered());
  }

  private List<Because> because() {
    List<Because> because = new ArrayList<>();
    because.add(spoke());
    Origins.of(demand, chosen).ifPresent(because::add);
    if (demand.security().compareTo(SecurityLevel.Medium) >= 0) {
      because.add(
          new Because(
              "patent-1-security",
              "security "
                  + demand.security()
                  + " asks for a format that supports encryption, qcow2. "
                  + PatentRule.cite(2, PatentRule.SECURITY_SENTENCE),
              List.of("spec/tradeoffs.security")));
    }
    for (PatentStrategy.Silenced silenced : verdict.silenced()) {
      PatentRule rule = silenced.rule();
      because.add(
          new Because(
              name(rule) + "-silenced",
              "rule "
                  + rule.number()
                  + " would have chosen "
                  + rule.format(demand.security())
                  + " "
                  + Words.policy(rule.policy())
                  + ", but "
                  + silenced.why(),
              List.of("spec")));
    }
    because.addAll(RequiredReasons.of(demand, chosen.candidate()));
    boolean redundant = chosen.group().type().redundancy().worth() > 0;
    if (PatentStrategy.wantsRedundancy(demand) && !redundant) {
      because.add(Explainer.redundancyUnmet());
    }
    because.addAll(GivenUp.by(chosen));
    because.add(Explainer.costs(chosen));
    return List.copyOf(because.subList(0, Math.min(MOST, because.size())));
  }

  private Because spoke() {
    PatentRule rule = verdict.rule();
    DeviceFacts device = chosen.device();
    boolean asked = rule.speaks(demand, device);
    String why =
        switch (rule) {
          case MAXIMUM_PERFORMANCE ->
              "maximum performance on a device with thin provisioning and without snapshots";
          case MINIMUM_STORAGE -> "minimum storage on a device with thin provisioning";
          case MINIMUM_SECURITY ->
              "maximum performance and no security on a device that does snapshots itself";
          case PREALLOCATION_MEANS_RAW -> "a device without thin provisioning is pre-allocated";
          case BALANCE -> "a balance of performance and storage";
        };
    return new Because(
        name(rule),
        "rule "
            + rule.number()
            + " chose "
            + Words.shape(chosen.way().shape())
            + (asked ? ": " + why : ", since no other could have its way")
            + ". "
            + rule.citation(),
        List.of(
            "spec/tradeoffs.performance",
            "spec/tradeoffs.redundancy",
            use(device, Capability.ThinProvisioning),
            use(device, Capability.Snapshotting)));
  }

  private static String use(DeviceFacts device, Capability capability) {
    return (device.has(capability) ? "has/" : "lacks/") + capability;
  }

  private static String name(PatentRule rule) {
    return "patent-" + rule.number() + "-" + rule.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
