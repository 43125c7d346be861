package io.diskwright.planner;

import io.diskwright.planner.Outcome.Refusal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Says why there is no plan, which wishes clash, and the smallest change that would help. */
final class Refusals {
  /** Each look is a plan of its own; a refusal may take a while, but not for ever. */
  private static final int MAX_PAIRS = 60;

  private final Survey survey;
  private final Demand demand;

  /** Prepares a refusal after a survey in which no candidate was admissible. */
  Refusals(Survey survey) {
    this.survey = survey;
    this.demand = survey.demand();
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
    boolean hopeless = !admits(Relaxation.everything(demand));
    List<Relaxation> helpful = hopeless ? List.of() : helpful();
    StringBuilder message = new StringBuilder();
    Optional<List<Relaxation>> pair = hopeless || !helpful.isEmpty() ? Optional.empty() : pair();
    if (pair.isPresent()) {
      Relaxation one = pair.get().getFirst();
      Relaxation other = pair.get().getLast();
      message.append("neither " + one.wish() + " nor " + other.wish() + " can be kept for ");
      message.append(demand.name()).append(": ").append(commonest()).append("; ");
      message.append(one.change()).append(", and ").append(other.change());
    } else if (helpful.isEmpty()) {
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

  /** The first two changes that help together, where none does alone. */
  private Optional<List<Relaxation>> pair() {
    List<Relaxation> all = Relaxation.of(demand);
    int tries = 0;
    for (Relaxation one : all) {
      for (Relaxation other : Relaxation.of(one.demand())) {
        if (sameWish(one, other) || tries++ >= MAX_PAIRS) {
          continue;
        }
        if (admits(other.demand())) {
          return Optional.of(List.of(one, other));
        }
      }
    }
    return Optional.empty();
  }

  /** Features are wishes of their own; of any other field there is one wish. */
  private static boolean sameWish(Relaxation one, Relaxation other) {
    String field = one.wish().substring(0, one.wish().indexOf(' '));
    return field.equals("spec.requires")
        ? one.wish().equals(other.wish())
        : other.wish().startsWith(field + " ");
  }

  private boolean admits(Demand relaxed) {
    return survey.admits(relaxed);
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
        List.copyOf(RejectedList.varied(rejected, Planner.MAX_REJECTED)),
        survey.considered());
  }
}
