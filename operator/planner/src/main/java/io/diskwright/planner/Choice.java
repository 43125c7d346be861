package io.diskwright.planner;

import java.util.List;
import java.util.Map;

/**
 * The candidate chosen, and how the others stand against it.
 *
 * @param demand what was wanted
 * @param winner the candidate chosen
 * @param standings every admissible candidate, by group
 * @param best the best of each group that stayed within the bounds
 * @param race the best of the groups against each other
 * @param floor no choice was allowed to be slower, so that no higher level is faster
 * @param ceiling no choice was allowed to be faster, as a lower level would not be
 */
record Choice(
    Demand demand,
    Assessed winner,
    List<Standing> standings,
    Map<DeviceGroup, Assessed> best,
    Race race,
    int floor,
    int ceiling) {

  /** 0 to 1000; of the winner. */
  int score() {
    return points(share(winner, standingOf(winner.group())));
  }

  /**
   * 0 to the winner's: what the winner has, less what the other's device is worth less, less what
   * the other is worth less than the best on its device.
   */
  int score(Assessed other, Standing standing) {
    Assessed best = best().get(other.group());
    if (best == null) {
      return Math.min(score(), points(share(other, standing)));
    }
    double share =
        share(winner, standingOf(winner.group()))
            - race.behind(best, winner)
            - (share(best, standing) - share(other, standing));
    return Math.min(score(), points(share));
  }

  /** Whether keeping the promise about security levels changed the choice. */
  boolean bounded() {
    Standing standing = standingOf(winner.group());
    Assessed free = standing.best(demand.performance(), Integer.MIN_VALUE, Integer.MAX_VALUE);
    return free != winner;
  }

  /** Whether nothing that was wished for tells another device's best from the winner. */
  boolean isAsGood(Assessed other) {
    return other != winner
        && race.behind(other, winner) == 0
        && other.device().unhealthy().isEmpty() == winner.device().unhealthy().isEmpty()
        && other.group().type().redundancy().worth() == winner.group().type().redundancy().worth()
        && Shape.SIMPLEST.compare(other.way().shape(), winner.way().shape()) == 0;
  }

  boolean withinBounds(Assessed other) {
    return other.performance() >= floor && other.performance() <= ceiling;
  }

  Standing standingOf(DeviceGroup group) {
    for (Standing standing : standings) {
      if (standing.group() == group) {
        return standing;
      }
    }
    throw new IllegalArgumentException("no candidate of this group is admissible");
  }

  private double share(Assessed candidate, Standing standing) {
    return standing.share(candidate, demand.performance(), demand.redundancy());
  }

  private static int points(double share) {
    return (int) Math.clamp(Math.round(1000 * share), 0, 1000);
  }
}
