package io.diskwright.planner;

import java.util.Optional;

/** One constraint on candidates. */
interface Rule {

  /** Why the candidate cannot be, or empty when this rule has nothing against it. */
  Optional<Rejection> check(Candidate candidate, Context context);

  /**
   * What a rule may look at besides the candidate.
   *
   * @param demand what is wanted
   * @param abilities what the makers of images can do
   * @param footprint the space the candidate takes
   */
  record Context(Demand demand, Abilities abilities, Footprint footprint) {}
}
