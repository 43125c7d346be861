package io.diskwright.planner;

import java.util.Collection;
import java.util.List;

/**
 * Decides how one image is made: enumerate, constrain, score, explain. Deterministic and free of
 * side effects.
 */
public final class Planner {
  /** The most rejected candidates an outcome names. */
  public static final int MAX_REJECTED = 16;

  /**
   * Plans one image.
   *
   * @param demand what is wanted
   * @param devices where it could lie, in any order
   * @return a plan, or a refusal with every reason
   */
  public Outcome plan(Demand demand, Collection<DeviceFacts> devices) {
    return new Outcome.Refusal(RefusalReason.NoDevice, demand.name(), List.of(), devices.size());
  }
}
