package io.diskwright.planner;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What it changes that an image begins as a copy of another. */
final class CopyChoicesTest {
  private static final AllocationPolicy THIN = AllocationPolicy.Thin;
  private static final Planner PLANNER = new Planner(new Abilities(true), new FixedCosts());

  private final Devices other = Devices.xfs().named("b").on("node-a");
  private final Devices source = sourceDevice();

  private static Devices sourceDevice() {
    return Devices.xfs().named("a").on("node-a").room(100 * Devices.GIB);
  }

  @Test
  void shouldLieWhereItCanBeCloned() {
    assertThat(choice(plan(Demands.balanced(), other, source))).startsWith("b ");

    Outcome.Plan plan = plan(copy(Demands.balanced(), THIN, ImageFormat.raw), other, source);

    assertThat(choice(plan)).isEqualTo("a Thin raw");
    assertThat(said(plan)).contains("shares the 9 GiB of shop/base", "has/Cloning");
    assertThat(plan.expected().allocatedBytes()).isLessThan(Devices.GIB);
  }

  @Test
  void shouldBeStoredInTheWayThatCanBeCloned() {
    Demands demand = Demands.smallest().access(Access.Sequential).fill(10);
    assertThat(choice(plan(copy(demand, THIN, ImageFormat.raw), source))).isEqualTo("a Thin raw");

    Outcome.Plan plan = plan(copy(demand, THIN, ImageFormat.qcow2), source);

    assertThat(choice(plan)).isEqualTo("a Thin qcow2");
    assertThat(said(plan)).contains("shares the 9 GiB of shop/base");
  }

  @Test
  void shouldNotShareWhatIsPreallocated() {
    Demands demand = copy(Demands.balanced(), AllocationPolicy.Preallocated, ImageFormat.raw);

    Outcome.Plan plan = plan(demand, other, source);

    assertThat(choice(plan)).startsWith("b ");
    assertThat(said(plan)).contains("copied, not shared: b is another device than a");
    assertThat(said(plan(demand, source)))
        .contains("copied, not shared: what is pre-allocated cannot share its blocks");
  }

  @Test
  void shouldNotShareWhereTheDeviceDoesNotClone() {
    Devices unable = sourceDevice().without(Capability.Cloning);

    Outcome.Plan plan = plan(copy(Demands.balanced(), THIN, ImageFormat.raw), unable);

    assertThat(said(plan)).contains("copied, not shared: a lacks Cloning");
    assertThat(plan.expected().allocatedBytes()).isGreaterThanOrEqualTo(9 * Devices.GIB);
  }

  @Test
  void shouldStayOnTheNodeOfTheSource() {
    Devices away = Devices.xfs().named("c").on("node-b");

    Outcome.Plan plan = plan(copy(Demands.balanced(), THIN, ImageFormat.raw), away, source);

    assertThat(choice(plan)).startsWith("a ");
    assertThat(said(plan)).contains("PlacementMismatch", "can be read only there");
  }

  private static Demands copy(Demands demand, AllocationPolicy policy, ImageFormat format) {
    return demand.copyOf("a", policy, format);
  }

  private static Outcome.Plan plan(Demands demand, Devices... devices) {
    Outcome outcome = PLANNER.plan(demand.make(), Stream.of(devices).map(Devices::make).toList());
    assertThat(outcome).isInstanceOf(Outcome.Plan.class);
    return (Outcome.Plan) outcome;
  }

  private static String choice(Outcome.Plan plan) {
    Candidate c = plan.chosen();
    return "%s %s %s".formatted(c.device().name(), c.policy(), c.format());
  }

  private static String said(Outcome.Plan plan) {
    return Stream.concat(
            plan.because().stream().map(b -> b.rule() + " " + b.message() + " " + b.uses()),
            plan.rejected().stream().map(r -> r.reason() + " " + r.message()))
        .collect(Collectors.joining("\n"));
  }
}
