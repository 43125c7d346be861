package io.diskwright.planner;

import io.diskwright.planner.Outcome.Refusal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Says why there is no plan, which wishes clash, and the smallest change that would help. */
final class Refusals {
  private final Survey survey;
  private final Demand demand;
  private final Function<Demand, Survey> again;

  /**
   * Prepares a refusal.
   *
   * @param survey in which no candidate was admissible
   * @param again surveys the same devices for a changed demand
   */
  Refusals(Survey survey, Function<Demand, Survey> again) {
    this.survey = survey;
    this.demand = survey.demand();
    this.again = again;
  }

  Refusal refuse() {
    if (survey.groups().isEmpty()) {
      return noDevice();
    }
    if (demand.strategy() == Strategy.Patent && admits(demand)) {
      return refusal(
          RefusalReason.NoAdmissibleCandidate,
          "no literal rule of the patent has its way for "
              + demand.name()
              + ": each would break another wish, though other ways are possible; set"
              + " spec.strategy to Measured");
    }
    Optional<Assessed> smallest = onlySpaceMissing();
    return smallest.isPresent() ? space(smallest.get()) : clash();
  }

  private Refusal noDevice() {
    boolean misplaced =
        survey.outcasts().stream()
            .allMatch(o -> o.rejection().reason() == RejectionReason.PlacementMismatch);
    if (survey.outcasts().isEmpty()) {
      return refusal(
          RefusalReason.NoDevice,
          "there is no device that could hold "
              + demand.name()
              + "; name a target, or add one to a storage pool");
    }
    StringBuilder message = new StringBuilder("no device can take " + demand.name() + " now: ");
    List<String> each = new ArrayList<>();
    for (Survey.Outcast outcast : survey.outcasts()) {
      String more = outcast.count() > 1 ? " (and " + (outcast.count() - 1) + " more)" : "";
      each.add(outcast.rejection().message() + more);
    }
    message.append(String.join("; ", each));
    message.append(
        misplaced ? "; change spec.placement, or add a device there" : "; make one ready");
    return refusal(
        misplaced ? RefusalReason.NoDevice : RefusalReason.NoAdmissibleCandidate,
        message.toString());
  }

  /** The candidate with the least missing, when all that is missing anywhere is space. */
  private Optional<Assessed> onlySpaceMissing() {
    return survey.candidates().stream()
        .filter(a -> is(a, RejectionReason.InsufficientCapacity))
        .filter(a -> EncryptionRule.reach(a.candidate()).compareTo(demand.security()) >= 0)
        .min(
            Comparator.<Assessed>comparingLong(a -> CapacityRule.missing(a.device(), a.footprint()))
                .thenComparing(a -> a.way().shape(), Shape.SIMPLEST)
                .thenComparing(a -> a.device().name()));
  }

  private Refusal space(Assessed nearest) {
    Rejection why = nearest.rejection();
    return refusal(
        RefusalReason.InsufficientCapacity,
        "not enough space for "
            + demand.name()
            + ": even as "
            + Words.shape(nearest.way().shape())
            + " "
            + (why == null ? "" : why.message())
            + "; free them, ask for less, or add a device");
  }

  private Refusal clash() {
    List<Relaxation> helpful = helpful();
    StringBuilder message = new StringBuilder();
    if (helpful.isEmpty()) {
      message.append("no candidate keeps every wish of ").append(demand.name());
      message.append(", and no single change would help: ").append(commonest());
    } else {
      List<String> wishes = helpful.stream().map(Relaxation::wish).toList();
      message.append(
          wishes.size() == 1
              ? wishes.getFirst() + " cannot be kept for " + demand.name()
              : String.join(" and ", wishes) + " exclude each other for " + demand.name());
      message.append(": ").append(commonest()).append("; ");
      message.append(String.join(", or ", helpful.stream().map(Relaxation::change).toList()));
    }
    return refusal(RefusalReason.NoAdmissibleCandidate, message.toString());
  }

  /** Of each wish, the smallest change that makes a plan possible. */
  private List<Relaxation> helpful() {
    Map<String, Relaxation> smallest = new LinkedHashMap<>();
    for (Relaxation each : Relaxation.of(demand)) {
      if (!smallest.containsKey(each.wish()) && admits(each.demand())) {
        smallest.put(each.wish(), each);
      }
    }
    return List.copyOf(smallest.values());
  }

  private boolean admits(Demand relaxed) {
    return again.apply(relaxed).candidates().stream().anyMatch(a -> a.rejection() == null);
  }

  /** The reason of the candidate that came closest: the rule it fell at stands last. */
  private String commonest() {
    return survey.candidates().stream()
        .filter(a -> !is(a, RejectionReason.FormatNotAllowed))
        .filter(a -> !is(a, RejectionReason.ConsumerCannotRead))
        .filter(a -> !is(a, RejectionReason.PolicyUnsupportedByFormat))
        .min(
            Comparator.<Assessed>comparingInt(a -> -rank(a))
                .thenComparing(a -> a.way().shape(), Shape.SIMPLEST)
                .thenComparing(a -> a.device().name()))
        .map(Assessed::rejection)
        .map(Rejection::message)
        .orElseGet(
            () ->
                demand.consumer()
                    + " reads none of the formats allowed that can be allocated this way");
  }

  private static int rank(Assessed a) {
    RejectionReason reason = a.rejection() == null ? null : a.rejection().reason();
    return reason == RejectionReason.EncryptionUnsupported ? 9 : reason == null ? 0 : 1;
  }

  private static boolean is(Assessed a, RejectionReason reason) {
    return a.rejection() != null && a.rejection().reason() == reason;
  }

  private Refusal refusal(RefusalReason reason, String message) {
    List<Outcome.Rejected> rejected = RejectedList.impossible(survey);
    return new Refusal(
        reason,
        message,
        List.copyOf(rejected.subList(0, Math.min(rejected.size(), Planner.MAX_REJECTED))),
        survey.considered());
  }
}
