package io.diskwright.planner;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Chooses among the possible candidates, so that two promises hold.
 *
 * <p><b>More weight on performance never gives a slower plan on the same device.</b> In a fixed set
 * the best by w P + (1 - w) S gets no slower as w grows. <b>A higher security level never gives a
 * faster plan.</b> The admissible sets of the levels lie within each other. Two bounds do it: no
 * level's choice is slower than the slowest candidate of the highest level that has any; and none
 * is faster than the choice of the level below at this weight or at any greater one. The candidate
 * that makes the first bound lies within both at every level, so there always is a choice; and as
 * the second bound never falls when the weight grows, the first promise holds within the bounds
 * too.
 */
final class Chooser {
  private static final List<SecurityLevel> LEVELS = List.of(SecurityLevel.values());

  private final Demand demand;
  private final Map<SecurityLevel, List<Standing>> standings = new EnumMap<>(SecurityLevel.class);
  private final int floor;

  private Chooser(Demand demand, List<Assessed> candidates) {
    this.demand = demand;
    int least = Integer.MIN_VALUE;
    for (SecurityLevel level : LEVELS) {
      List<Standing> at = standingsAt(level, candidates, demand.access());
      standings.put(level, at);
      if (!at.isEmpty()) {
        least = slowest(at);
      }
    }
    this.floor = least;
  }

  /** The choice, or null when no candidate is admissible. */
  static @Nullable Choice choose(Survey survey) {
    return new Chooser(survey.demand(), survey.candidates()).choose();
  }

  private @Nullable Choice choose() {
    SecurityLevel wanted = demand.security();
    List<Standing> mine = standingsOf(wanted);
    if (mine.isEmpty()) {
      return null;
    }
    int[] ceilings = new int[101];
    Arrays.fill(ceilings, Integer.MAX_VALUE);
    for (SecurityLevel level : LEVELS) {
      if (level == wanted) {
        break;
      }
      List<Standing> below = standingsOf(level);
      if (count(below) != count(standingsOf(LEVELS.get(LEVELS.indexOf(level) + 1)))) {
        ceilings = ceilingsAbove(below, ceilings);
      }
    }
    int ceiling = ceilings[demand.performance()];
    Map<DeviceGroup, Assessed> best = bestOfGroups(mine, demand.performance(), ceiling);
    Race race = race(best, demand.performance());
    return new Choice(demand, race.winner(), mine, best, race, floor, ceiling);
  }

  /** What the levels above may reach at each weight, given what this one chooses. */
  private int[] ceilingsAbove(List<Standing> level, int[] own) {
    int[] ceilings = new int[101];
    int least = Integer.MAX_VALUE;
    for (int weight = 100; weight >= demand.performance(); weight--) {
      Assessed chosen = race(bestOfGroups(level, weight, own[weight]), weight).winner();
      least = Math.min(least, chosen.performance());
      ceilings[weight] = least;
    }
    return ceilings;
  }

  private Map<DeviceGroup, Assessed> bestOfGroups(List<Standing> level, int weight, int ceiling) {
    Map<DeviceGroup, Assessed> best = new IdentityHashMap<>();
    for (Standing standing : level) {
      Assessed candidate = standing.best(weight, floor, ceiling);
      if (candidate != null) {
        best.put(standing.group(), candidate);
      }
    }
    return best;
  }

  private Race race(Map<DeviceGroup, Assessed> best, int weight) {
    return new Race(List.copyOf(best.values()), demand, weight);
  }

  private List<Standing> standingsOf(SecurityLevel level) {
    return standings.getOrDefault(level, List.of());
  }

  private static List<Standing> standingsAt(
      SecurityLevel level, List<Assessed> candidates, Access access) {
    Map<DeviceGroup, List<Assessed>> byGroup = new LinkedHashMap<>();
    for (Assessed each : candidates) {
      if (each.possible() && each.reach().compareTo(level) >= 0) {
        byGroup.computeIfAbsent(each.group(), g -> new ArrayList<>()).add(each);
      }
    }
    return byGroup.values().stream().map(own -> new Standing(own, access)).toList();
  }

  private static int count(List<Standing> standings) {
    return standings.stream().mapToInt(s -> s.candidates().size()).sum();
  }

  private static int slowest(List<Standing> standings) {
    return standings.stream()
        .flatMap(s -> s.candidates().stream())
        .mapToInt(Assessed::performance)
        .min()
        .orElse(Integer.MIN_VALUE);
  }
}
