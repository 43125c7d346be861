package io.diskwright.planner;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.jspecify.annotations.Nullable;

/** What holds for every device, demand and table of costs. */
final class PlannerPropertiesTest {
  private static final int TRIES = 1000;
  private static final CostSource SHIPPED = ShippedCosts.load();

  @Property(tries = TRIES)
  void moreWeightOnPerformanceNeverGivesASlowerPlanOnTheSameDevice(
      @ForAll long seed, @ForAll boolean luks) {
    RandomCase chance = new RandomCase(seed);
    Planner planner = new Planner(new Abilities(luks), chance.costs());
    List<DeviceFacts> devices = chance.devices();
    Demand demand = chance.demand();
    List<Outcome.Plan> plans = new ArrayList<>();
    for (int weight : chance.random().ints(6, 0, 101).sorted().toArray()) {
      Outcome.Plan plan = plan(planner, weighed(demand, weight), devices);
      if (plan != null) {
        plans.add(plan);
      }
    }

    for (Outcome.Plan less : plans) {
      for (Outcome.Plan more : plans.subList(plans.indexOf(less), plans.size())) {
        if (less.chosen().device().equals(more.chosen().device())) {
          assertThat(more.expected().performance())
              .isGreaterThanOrEqualTo(less.expected().performance());
        }
      }
    }
  }

  @Property(tries = TRIES)
  void aHigherSecurityLevelNeverGivesAFasterPlan(@ForAll long seed, @ForAll boolean luks) {
    RandomCase chance = new RandomCase(seed);
    Planner planner = new Planner(new Abilities(luks), chance.costs());
    List<DeviceFacts> devices = chance.devices();
    Demand demand = chance.demand();

    int lower = Integer.MAX_VALUE;
    for (SecurityLevel level : SecurityLevel.values()) {
      Outcome.Plan plan = plan(planner, secured(demand, level), devices);
      if (plan != null) {
        assertThat(plan.expected().performance()).isLessThanOrEqualTo(lower);
        lower = plan.expected().performance();
      }
    }
  }

  @Property(tries = TRIES)
  void aLevelHasAPlanWheneverAHigherOneHas(@ForAll long seed) {
    RandomCase chance = new RandomCase(seed);
    Planner planner = new Planner(new Abilities(true), chance.costs());
    List<DeviceFacts> devices = chance.devices();
    Demand demand = chance.demand();

    boolean higher = false;
    for (SecurityLevel level : List.of(SecurityLevel.values()).reversed()) {
      boolean has = plan(planner, secured(demand, level), devices) != null;
      assertThat(has || !higher).isTrue();
      higher = has;
    }
  }

  @Property(tries = TRIES)
  void noPlanBreaksAHardConstraint(
      @ForAll long seed, @ForAll boolean luks, @ForAll boolean patent) {
    RandomCase chance = new RandomCase(seed);
    Abilities abilities = new Abilities(luks);
    Planner planner = new Planner(abilities, chance.costs());
    List<DeviceFacts> devices = chance.devices();
    Demand demand = patent ? byPatent(chance.demand()) : chance.demand();

    Outcome.Plan plan = plan(planner, demand, devices);

    if (plan != null) {
      Constraints.assertKept(plan, demand, abilities);
      assertThat(devices).contains(plan.chosen().device());
    }
  }

  @Property(tries = TRIES)
  void theOrderOfTheDevicesMakesNoDifference(
      @ForAll long seed, @ForAll boolean luks, @ForAll boolean patent) {
    RandomCase chance = new RandomCase(seed);
    CostSource costs = chance.costs();
    List<DeviceFacts> devices = chance.devices();
    Demand demand = patent ? byPatent(chance.demand()) : chance.demand();
    List<DeviceFacts> shuffled = new ArrayList<>(devices);
    Collections.shuffle(shuffled, chance.random());

    Outcome first = new Planner(new Abilities(luks), costs).plan(demand, devices);
    Outcome second = new Planner(new Abilities(luks), costs).plan(demand, shuffled);

    assertThat(second.toString()).isEqualTo(first.toString());
  }

  @Property(tries = TRIES)
  void everyOutcomeIsWellFormed(@ForAll long seed, @ForAll boolean luks, @ForAll boolean patent) {
    RandomCase chance = new RandomCase(seed);
    Demand demand = patent ? byPatent(chance.demand()) : chance.demand();
    Outcome outcome = new Planner(new Abilities(luks), SHIPPED).plan(demand, chance.devices());

    assertThat(outcome.rejected()).hasSizeLessThanOrEqualTo(Planner.MAX_REJECTED);
    assertThat(outcome.rejected())
        .isSortedAccordingTo((a, b) -> Integer.compare(b.score(), a.score()));
    assertThat(outcome.considered()).isPositive();
    for (Outcome.Rejected rejected : outcome.rejected()) {
      assertThat(rejected.message()).isNotBlank();
      assertThat(rejected.score()).isBetween(0, 1000);
    }
    switch (outcome) {
      case Outcome.Plan plan -> {
        assertThat(plan.because()).hasSizeBetween(2, 6);
        assertThat(plan.score()).isBetween(0, 1000);
        assertThat(plan.expected().performance()).isBetween(0, 1000);
        assertThat(plan.rejected()).allMatch(r -> r.score() <= plan.score());
      }
      case Outcome.Refusal refusal -> assertThat(refusal.message()).isNotBlank();
    }
  }

  @Property(tries = TRIES)
  void aRedundantDeviceIsPreferredWhenRedundancyIsAllAndTheRestIsEqual(
      @ForAll long seed, @ForAll boolean first) {
    RandomCase chance = new RandomCase(seed);
    Demand demand = redundant(chance.demand());
    DeviceFacts plain = with(chance.device(first ? "a" : "b"), CapabilityState.Absent);
    DeviceFacts mirrored = with(renamed(plain, first ? "b" : "a"), CapabilityState.Present);

    Outcome.Plan plan =
        plan(new Planner(Abilities.DEFAULT, chance.costs()), demand, List.of(plain, mirrored));

    if (plan != null) {
      assertThat(plan.chosen().device()).isEqualTo(mirrored);
    }
  }

  private static Outcome.@Nullable Plan plan(
      Planner planner, Demand demand, List<DeviceFacts> devices) {
    return planner.plan(demand, devices) instanceof Outcome.Plan plan ? plan : null;
  }

  private static DeviceFacts with(DeviceFacts d, CapabilityState redundancy) {
    var capabilities = new java.util.EnumMap<Capability, CapabilityFact>(Capability.class);
    capabilities.putAll(d.capabilities());
    capabilities.put(Capability.Redundancy, new CapabilityFact(redundancy, "raid1"));
    return copy(d, d.name(), capabilities);
  }

  private static DeviceFacts renamed(DeviceFacts d, String name) {
    return copy(d, name, d.capabilities());
  }

  private static DeviceFacts copy(
      DeviceFacts d, String name, java.util.Map<Capability, CapabilityFact> capabilities) {
    return new DeviceFacts(
        name,
        d.node(),
        d.pool(),
        d.labels(),
        d.target(),
        d.kind(),
        capabilities,
        d.properties(),
        d.allocatableBytes(),
        d.promisableBytes(),
        d.notReady(),
        d.measurements());
  }

  private static Demand weighed(Demand d, int performance) {
    return copy(d, performance, d.redundancy(), d.security(), d.strategy());
  }

  private static Demand secured(Demand d, SecurityLevel level) {
    return copy(d, d.performance(), d.redundancy(), level, d.strategy());
  }

  private static Demand redundant(Demand d) {
    return copy(d, d.performance(), 100, d.security(), d.strategy());
  }

  private static Demand byPatent(Demand d) {
    return copy(d, d.performance(), d.redundancy(), d.security(), Strategy.Patent);
  }

  private static Demand copy(
      Demand d, int performance, int redundancy, SecurityLevel security, Strategy strategy) {
    return new Demand(
        d.name(),
        d.sizeBytes(),
        performance,
        redundancy,
        security,
        d.requires(),
        d.formats(),
        d.consumer(),
        strategy,
        d.access(),
        d.expectedFillPercent(),
        d.minimumPreallocatedBytes(),
        d.placement());
  }
}
