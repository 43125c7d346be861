package io.diskwright.planner;

import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Decides how one image is made: enumerate, constrain, score, explain. Deterministic and free of
 * side effects that anybody can see; safe to use from several threads.
 *
 * <p>By strategy Measured, more weight on performance never gives a plan with less expected
 * performance on the same device, and a higher security level never gives a faster plan. Strategy
 * Patent follows the letter of US 9,092,161 and promises neither.
 */
public final class Planner {
  /** The most rejected candidates an outcome names. */
  public static final int MAX_REJECTED = 16;

  /** More classes of devices than any site has; beyond, what was remembered is forgotten. */
  private static final int MAX_REMEMBERED = 4096;

  private final Abilities abilities;
  private final CostSource costs;
  private final Map<DeviceClass.Key, DeviceClass> classes = new ConcurrentHashMap<>();

  /** Plans with what this version can make, by the costs shipped with it. */
  public Planner() {
    this(Abilities.DEFAULT);
  }

  /** Plans with what the makers of images can do, by the costs shipped. */
  public Planner(Abilities abilities) {
    this(abilities, ShippedCosts.load());
  }

  /**
   * Plans by costs of somebody's own, measured as {@code e2e/bench/costs} does.
   *
   * @param source the table's name, for messages
   * @param text the table
   * @throws IllegalArgumentException when it is not right, naming the line
   */
  public static Planner byCosts(Abilities abilities, String source, String text) {
    return new Planner(abilities, ShippedCosts.of(source, text));
  }

  Planner(Abilities abilities, CostSource costs) {
    this.abilities = abilities;
    this.costs = costs;
  }

  /**
   * Plans one image.
   *
   * @param demand what is wanted
   * @param devices where it could lie, in any order
   * @return a plan, or a refusal with every reason
   */
  public Outcome plan(Demand demand, Collection<DeviceFacts> devices) {
    Survey survey = survey(demand, devices);
    Outcome.Plan plan =
        switch (demand.strategy()) {
          case Measured -> measured(survey);
          case Patent -> PatentStrategy.plan(survey);
        };
    return plan != null ? plan : new Refusals(survey).refuse();
  }

  private static Outcome.@org.jspecify.annotations.Nullable Plan measured(Survey survey) {
    Choice choice = Chooser.choose(survey);
    return choice == null ? null : new Explainer(survey, choice).plan();
  }

  private Survey survey(Demand demand, Collection<DeviceFacts> devices) {
    return new Survey(demand, abilities, devices, this::classOf);
  }

  private DeviceClass classOf(DeviceFacts device) {
    if (classes.size() > MAX_REMEMBERED) {
      classes.clear();
    }
    return classes.computeIfAbsent(
        DeviceClass.Key.of(device), key -> DeviceClass.of(device, abilities, costs));
  }
}
