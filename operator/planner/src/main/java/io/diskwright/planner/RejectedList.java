package io.diskwright.planner;

import io.diskwright.planner.Outcome.Rejected;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Picks the rejected candidates worth naming: the best that lost, and one for each other reason.
 */
final class RejectedList {
  /** So many places are kept for those that lost, however many other reasons there are. */
  private static final int KEPT_FOR_LOSERS = 8;

  /** Where one kind of rejection is named already. */
  private record Kind(AllocationPolicy policy, ImageFormat format, RejectionReason reason) {}

  private RejectedList() {}

  /** Those that break a constraint, one for each policy, format and reason. */
  static List<Rejected> impossible(Survey survey) {
    Map<Kind, Assessed> first = new HashMap<>();
    for (Assessed each : survey.candidates()) {
      if (each.rejection() != null) {
        Candidate c = each.candidate();
        first.merge(
            new Kind(c.policy(), c.format(), each.rejection().reason()), each, RejectedList::first);
      }
    }
    List<Rejected> rejected = new ArrayList<>();
    first.values().stream()
        .sorted(
            Comparator.comparingInt(RejectedList::distance)
                .thenComparing(a -> a.way().shape(), Shape.SIMPLEST)
                .thenComparing(a -> a.device().name()))
        .forEach(a -> rejected.add(rejected(a)));
    for (Survey.Outcast outcast : survey.outcasts()) {
      Rejection why = outcast.rejection();
      String more = outcast.count() > 1 ? "; so it is with " + (outcast.count() - 1) + " more" : "";
      rejected.add(new Rejected(outcast.candidate(), why.reason(), why.message() + more, 0));
    }
    return rejected;
  }

  /** The losers of a choice and the impossible, at most {@link Planner#MAX_REJECTED}. */
  static List<Rejected> of(Survey survey, Choice choice) {
    List<Rejected> impossible = impossible(survey);
    int room = Math.max(KEPT_FOR_LOSERS, Planner.MAX_REJECTED - impossible.size());
    return merge(losers(choice, room), impossible);
  }

  /** The best of those that lost, and of the impossible as many as there is room for. */
  static List<Rejected> merge(List<Rejected> losers, List<Rejected> impossible) {
    int room = Math.max(KEPT_FOR_LOSERS, Planner.MAX_REJECTED - impossible.size());
    List<Rejected> all = new ArrayList<>(losers.subList(0, Math.min(room, losers.size())));
    all.addAll(varied(impossible, Planner.MAX_REJECTED - all.size()));
    return List.copyOf(all);
  }

  /** At most so many, in their order, but one of every reason before a second of any. */
  static List<Rejected> varied(List<Rejected> all, int most) {
    if (all.size() <= most) {
      return all;
    }
    Set<RejectionReason> seen = EnumSet.noneOf(RejectionReason.class);
    Set<Rejected> kept = Collections.newSetFromMap(new IdentityHashMap<>());
    all.stream().filter(r -> seen.add(r.reason())).limit(most).forEach(kept::add);
    all.stream().filter(r -> !kept.contains(r)).limit(most - kept.size()).forEach(kept::add);
    return all.stream().filter(kept::contains).toList();
  }

  private record Loser(Assessed candidate, int score) {
    static final Comparator<Loser> BEST =
        Comparator.<Loser>comparingInt(l -> -l.score())
            .thenComparing(l -> l.candidate().way().shape(), Shape.SIMPLEST)
            .thenComparing(l -> l.candidate().device().name());
  }

  private static List<Rejected> losers(Choice choice, int room) {
    List<Loser> losers = new ArrayList<>();
    for (Standing standing : choice.standings()) {
      for (Assessed each : standing.candidates()) {
        if (each != choice.winner()) {
          losers.add(new Loser(each, choice.score(each, standing)));
        }
      }
    }
    losers.sort(Loser.BEST);
    return diverse(losers, room).stream()
        .map(
            l ->
                new Rejected(
                    l.candidate().candidate(),
                    RejectionReason.LowerScore,
                    message(choice, l.candidate()),
                    l.score()))
        .collect(java.util.stream.Collectors.toCollection(ArrayList::new));
  }

  /** The best of each device, policy and format first; then whoever is best; in order again. */
  private static List<Loser> diverse(List<Loser> sorted, int room) {
    if (sorted.size() <= room) {
      return sorted;
    }
    record Sort(String device, AllocationPolicy policy, ImageFormat format) {}
    Set<Sort> seen = new HashSet<>();
    List<Loser> picked = new ArrayList<>();
    List<Loser> rest = new ArrayList<>();
    for (Loser loser : sorted) {
      Candidate c = loser.candidate().candidate();
      boolean fresh = seen.add(new Sort(c.device().name(), c.policy(), c.format()));
      (fresh ? picked : rest).add(loser);
    }
    picked.addAll(rest);
    return picked.subList(0, room).stream().sorted(Loser.BEST).toList();
  }

  private static String message(Choice choice, Assessed loser) {
    if (!choice.withinBounds(loser)) {
      return loser.performance() > choice.ceiling()
          ? "faster than what less security would get here; a higher level is never faster"
          : "slower than the slowest at a higher security level; a higher level is never faster";
    }
    String broken = loser.device().unhealthy();
    if (!broken.isEmpty() && choice.winner().device().unhealthy().isEmpty()) {
      return "on " + loser.device().name() + ", which is not healthy: " + broken;
    }
    String where =
        loser.group() == choice.winner().group() ? "" : "on " + loser.device().name() + ": ";
    return where
        + Comparison.main(choice.winner(), loser, choice.demand())
            .map(Comparison.Difference::asDrawback)
            .orElseGet(() -> otherwise(choice, loser));
  }

  private static String otherwise(Choice choice, Assessed loser) {
    int mine = loser.group().type().redundancy().worth();
    int best = choice.winner().group().type().redundancy().worth();
    if (mine < best) {
      return "not redundant";
    }
    if (mine > best && choice.demand().redundancy() <= 50) {
      return "redundant, at twice the storage or so, which was not asked for";
    }
    DeviceFacts winner = choice.winner().device();
    List<Extra> extras = Extra.over(winner, loser.device(), choice.demand());
    if (choice.isAsGood(loser) && !extras.isEmpty()) {
      return "as good otherwise, and lacks " + extras.getFirst().capability();
    }
    if (choice.demand().performance() == 100 && choice.winner().reserved() && !loser.reserved()) {
      return "no faster within the noise of measurement, and reserves no space";
    }
    return "no better within the noise of measurement, and not as simple";
  }

  private static Rejected rejected(Assessed a) {
    Rejection why = a.rejection();
    return new Rejected(a.candidate(), reason(a), why == null ? "" : why.message(), 0);
  }

  private static RejectionReason reason(Assessed a) {
    return a.rejection() == null ? RejectionReason.LowerScore : a.rejection().reason();
  }

  /** The closer to being possible, the less. */
  private static int distance(Assessed a) {
    return switch (reason(a)) {
      case LowerScore -> 0;
      case EncryptionUnsupported -> 1;
      case InsufficientCapacity -> 2;
      case SizeLimit -> 3;
      case RedundancyUnmet -> 4;
      case RequiredFeatureMissing -> 5;
      case PolicyUnsupportedByDevice -> 6;
      case ConsumerCannotRead -> 7;
      case FormatNotAllowed -> 8;
      case PolicyUnsupportedByFormat -> 9;
      case DeviceNotReady -> 10;
      case PlacementMismatch -> 11;
    };
  }

  private static Assessed first(Assessed a, Assessed b) {
    int order = Shape.SIMPLEST.compare(a.way().shape(), b.way().shape());
    if (order == 0) {
      order = a.device().name().compareTo(b.device().name());
    }
    return order <= 0 ? a : b;
  }
}
