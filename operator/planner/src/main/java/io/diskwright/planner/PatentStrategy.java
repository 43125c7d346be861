package io.diskwright.planner;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * By the literal rules of US 9,092,161: the first rule whose conditions are given speaks. Where it
 * would break a hard constraint the next one speaks; after the last one that is given, the rules of
 * the middle, of pre-allocation and of thrift speak unasked.
 */
final class PatentStrategy {
  private static final int REDUNDANCY_WANTED = 67;

  /** Who speaks when every rule whose conditions are given was silenced. */
  private static final List<PatentRule> UNASKED =
      List.of(PatentRule.BALANCE, PatentRule.PREALLOCATION_MEANS_RAW, PatentRule.MINIMUM_STORAGE);

  private PatentStrategy() {}

  /**
   * A rule that could not have its way.
   *
   * @param rule the rule
   * @param why what it would have broken
   */
  record Silenced(PatentRule rule, String why) {}

  /**
   * What the rules say for one group of devices.
   *
   * @param rule the rule that spoke
   * @param chosen its candidate
   * @param silenced those that came before it
   */
  record Verdict(PatentRule rule, Assessed chosen, List<Silenced> silenced) {}

  /** The plan, or null when no rule has its way on any device. */
  static Outcome.@Nullable Plan plan(Survey survey) {
    Demand demand = survey.demand();
    Verdict best = null;
    Comparator<Verdict> order = order(demand);
    for (DeviceGroup group : survey.groups()) {
      Verdict verdict = verdict(survey, group);
      if (verdict != null && (best == null || order.compare(verdict, best) < 0)) {
        best = verdict;
      }
    }
    return best == null ? null : new PatentExplainer(survey, best).plan();
  }

  /**
   * The healthy first; fewest rules silenced; then redundancy as it is wanted; then the most room.
   */
  private static Comparator<Verdict> order(Demand demand) {
    Comparator<Verdict> redundancy =
        demand.redundancy() >= REDUNDANCY_WANTED
            ? Comparator.comparingInt(v -> -grade(v).worth())
            : Comparator.comparingDouble(v -> grade(v).copies());
    return Comparator.<Verdict, Boolean>comparing(v -> !v.chosen().device().unhealthy().isEmpty())
        .thenComparingInt(v -> v.silenced().size())
        .thenComparing(redundancy)
        .thenComparingInt(v -> -Extra.of(v.chosen().device(), demand))
        .thenComparing(v -> v.chosen().device(), DeviceGroup.ROOMIEST);
  }

  /** Whether redundancy counts for more than the storage it takes. */
  static boolean wantsRedundancy(Demand demand) {
    return demand.redundancy() >= REDUNDANCY_WANTED;
  }

  private static RedundancyGrade grade(Verdict verdict) {
    return verdict.chosen().group().type().redundancy();
  }

  private static @Nullable Verdict verdict(Survey survey, DeviceGroup group) {
    Demand demand = survey.demand();
    List<Assessed> own = survey.candidates().stream().filter(a -> a.group() == group).toList();
    Set<PatentRule> rules = new LinkedHashSet<>();
    for (PatentRule rule : PatentRule.values()) {
      if (rule.speaks(demand, group.roomiest())) {
        rules.add(rule);
      }
    }
    rules.addAll(UNASKED);
    List<Silenced> silenced = new ArrayList<>();
    for (PatentRule rule : rules) {
      List<Assessed> meant = meant(rule, demand, own);
      for (Assessed each : meant) {
        if (each.rejection() == null) {
          return new Verdict(rule, each, List.copyOf(silenced));
        }
      }
      Rejection why = meant.isEmpty() ? null : meant.getFirst().rejection();
      silenced.add(
          new Silenced(
              rule,
              why == null ? rule.format(demand.security()) + " cannot be made so" : why.message()));
    }
    return null;
  }

  /** The candidates with the rule's policy and format, the plainest first. */
  private static List<Assessed> meant(PatentRule rule, Demand demand, List<Assessed> own) {
    return own.stream()
        .filter(a -> a.candidate().policy() == rule.policy())
        .filter(a -> a.candidate().format() == rule.format(demand.security()))
        .sorted(Comparator.comparing(a -> a.way().shape(), Shape.SIMPLEST))
        .toList();
  }
}
