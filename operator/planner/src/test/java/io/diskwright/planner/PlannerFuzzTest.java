package io.diskwright.planner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * Random demands on random devices: never an exception, never a plan that the contract forbids.
 * {@code -Dfuzz.runs=1000000} does a million, {@code -Dfuzz.seed=N} the same ones again.
 */
final class PlannerFuzzTest {
  private static final int RUNS = Integer.getInteger("fuzz.runs", 10_000);
  private static final long SEED = Long.getLong("fuzz.seed", System.nanoTime());
  private static final int DEVICES = 500;
  private static final int MOST = 4;

  private final Random random = new Random(SEED);
  private final List<DeviceFacts> pool = pool();
  private int plans;
  private int refusals;

  @Test
  void shouldNeverFailNorPlanWhatIsForbidden() {
    System.out.println("fuzz: " + RUNS + " runs, -Dfuzz.seed=" + SEED);
    Abilities[] abilities = {new Abilities(false), new Abilities(true)};
    Planner[] planners = {
      new Planner(abilities[0], new FixedCosts()), new Planner(abilities[1], new FixedCosts())
    };
    long start = System.nanoTime();
    for (int run = 0; run < RUNS; run++) {
      int which = random.nextInt(2);
      Demand demand = demand();
      List<DeviceFacts> devices = devices();
      try {
        check(planners[which].plan(demand, devices), demand, devices, abilities[which]);
      } catch (RuntimeException | AssertionError e) {
        fail("run %d, seed %d: %s%n%s%n%s".formatted(run, SEED, e, demand, devices), e);
      }
    }
    System.out.printf(
        "fuzz: %d plans, %d refusals, %.1f s%n",
        plans, refusals, (System.nanoTime() - start) / 1e9);
    assertThat(plans).isGreaterThan(RUNS / 10);
    assertThat(refusals).isGreaterThan(RUNS / 10);
  }

  private void check(
      Outcome outcome, Demand demand, List<DeviceFacts> devices, Abilities abilities) {
    Admissible admissible = new Admissible(demand, abilities);
    switch (outcome) {
      case Outcome.Plan plan -> {
        plans++;
        String problem = admissible.problem(plan, devices);
        if (problem != null) {
          throw new AssertionError(problem + ": " + plan.chosen() + " " + plan.expected());
        }
      }
      case Outcome.Refusal refusal -> {
        refusals++;
        if (refusal.message().isBlank() || refusal.rejected().size() > 16) {
          throw new AssertionError("a refusal that says nothing: " + refusal);
        }
        if (demand.strategy() == Strategy.Measured
            && devices.stream().anyMatch(admissible::takesSparseRaw)) {
          throw new AssertionError("refused, though raw may be made there: " + refusal);
        }
      }
    }
  }

  private static List<DeviceFacts> pool() {
    List<DeviceFacts> all = new ArrayList<>();
    RandomCase chance = new RandomCase(SEED);
    for (int i = 0; i < DEVICES; i++) {
      all.add(chance.device("device-" + i));
    }
    return all;
  }

  private List<DeviceFacts> devices() {
    List<DeviceFacts> devices = new ArrayList<>();
    int count = random.nextInt(9) == 0 ? 0 : 1 + random.nextInt(MOST);
    for (int i = 0; i < count; i++) {
      DeviceFacts like = pool.get(random.nextInt(pool.size()));
      long room = bytes();
      devices.add(
          new DeviceFacts(
              like.name() + "-" + i,
              like.node(),
              like.pool(),
              like.labels(),
              like.target(),
              like.kind(),
              like.capabilities(),
              like.properties(),
              random.nextInt(8) == 0 ? bytes() : room,
              room,
              like.notReady(),
              Map.of(),
              random.nextInt(10) == 0 ? "degraded" : ""));
    }
    return devices;
  }

  private Demand demand() {
    long size = Math.max(1, Math.abs(bytes()) >> (1 + random.nextInt(40)));
    return new Demand(
        "ns/name",
        size,
        random.nextInt(3) == 0 ? 50 * random.nextInt(3) : random.nextInt(101),
        random.nextInt(101),
        random.nextBoolean() ? SecurityLevel.Off : pick(SecurityLevel.values()),
        some(Feature.values(), 20),
        random.nextInt(3) == 0 ? some(ImageFormat.values(), 2) : EnumSet.allOf(ImageFormat.class),
        random.nextInt(4) == 0 ? pick(Consumer.values()) : Consumer.QEMU,
        random.nextInt(4) == 0 ? Strategy.Patent : Strategy.Measured,
        pick(Access.values()),
        random.nextInt(101),
        random.nextInt(9) == 0 ? Math.abs(bytes()) >> random.nextInt(50) : 0,
        random.nextInt(6) != 0
            ? Placement.ANYWHERE
            : new Placement(
                random.nextBoolean() ? "node-1" : "",
                random.nextBoolean() ? "default" : "",
                random.nextBoolean() ? Map.of("tier", "gold") : Map.of()));
  }

  /** Of any magnitude; rarely below zero or as large as can be. */
  private long bytes() {
    int draw = random.nextInt(40);
    if (draw == 0) {
      return -random.nextLong(1L << 40) - 1;
    }
    return draw == 1 ? Long.MAX_VALUE : random.nextLong(1L << (1 + random.nextInt(62)));
  }

  private <E extends Enum<E>> Set<E> some(E[] from, int oneIn) {
    Set<E> some = Collections.newSetFromMap(new TreeMap<>());
    for (E each : from) {
      if (random.nextInt(oneIn) == 0) {
        some.add(each);
      }
    }
    return some;
  }

  @SafeVarargs
  private final <T> T pick(T... from) {
    return from[random.nextInt(from.length)];
  }
}
