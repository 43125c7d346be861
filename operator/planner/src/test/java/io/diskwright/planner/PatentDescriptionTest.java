package io.diskwright.planner;

import static io.diskwright.planner.AllocationPolicy.MetadataPreallocated;
import static io.diskwright.planner.AllocationPolicy.Preallocated;
import static io.diskwright.planner.AllocationPolicy.Thin;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** The examples in the description of US 9,092,161 B2, columns 2 and 6, come out literally. */
final class PatentDescriptionTest {
  private final Planner planner = new Planner();
  private final Planner withLuks = new Planner(new Abilities(true));

  @Test
  void shouldPreallocateRawWhenThinWithoutSnapshotsAndMaximumPerformance() {
    Outcome.Plan plan = plan(planner, Demands.fastest().patent(), Devices.ext4());

    assertChosen(plan, Preallocated, ImageFormat.raw, "patent-2-maximum-performance");
    assertThat(plan.because().getFirst().message())
        .contains("pre-allocation and raw storage format might be selected");
    assertThat(plan.because().getFirst().uses())
        .contains("has/ThinProvisioning", "lacks/Snapshotting");
  }

  @Test
  void shouldBeThinQcow2WhenTheSecondParameterIndicatesMinimumStorage() {
    Outcome.Plan plan = plan(planner, Demands.balanced().redundancy(0).patent(), Devices.ext4());

    assertChosen(plan, Thin, ImageFormat.qcow2, "patent-3-minimum-storage");
  }

  @Test
  void shouldBeQedWhenMaximumPerformanceAndMinimumSecurity() {
    Outcome.Plan plan = plan(planner, Demands.fastest().patent(), Devices.xfs());

    assertChosen(plan, Thin, ImageFormat.qed, "patent-4-minimum-security");
  }

  @Test
  void shouldBeQcow2WhenMaximumSecurity() {
    Outcome.Plan plan =
        plan(withLuks, Demands.fastest().security(SecurityLevel.High).patent(), Devices.ext4());

    assertThat(plan.chosen().format()).isEqualTo(ImageFormat.qcow2);
    assertThat(plan.chosen().options()).containsEntry("encrypt.format", "luks");
    assertThat(plan.because().get(1).message()).contains("qcow2 format (which does support");
  }

  @Test
  void shouldBeRawByThePolicyAloneWhenTheDeviceLacksThinProvisioning() {
    Outcome.Plan plan =
        plan(
            planner,
            Demands.smallest().patent(),
            Devices.ext4().without(Capability.ThinProvisioning));

    assertChosen(plan, Preallocated, ImageFormat.raw, "patent-5-preallocation-means-raw");
  }

  @Test
  void shouldPreallocateMetadataWhenBalanced() {
    Outcome.Plan plan = plan(planner, Demands.balanced().redundancy(50).patent(), Devices.ext4());

    assertChosen(plan, MetadataPreallocated, ImageFormat.qcow2, "patent-6-balance");
  }

  @Test
  void shouldLetTheNextRuleSpeakAndSaySoWhenAWishForbidsTheFirst() {
    Outcome.Plan plan =
        plan(planner, Demands.fastest().requires(Feature.Snapshotting).patent(), Devices.ext4());

    assertChosen(plan, MetadataPreallocated, ImageFormat.qcow2, "patent-6-balance");
    assertThat(plan.because().get(1).rule()).isEqualTo("patent-2-maximum-performance-silenced");
    assertThat(plan.because().get(1).message()).contains("lacks Snapshotting");
  }

  @Test
  void shouldNameMeasuredAsTheWayOutWhenNoRuleHasItsWay() {
    Outcome outcome =
        planner.plan(
            Demands.balanced().consumer(Consumer.VMware).patent().make(),
            List.of(Devices.ext4().make()));

    assertThat(outcome)
        .isInstanceOfSatisfying(
            Outcome.Refusal.class,
            refusal -> assertThat(refusal.message()).contains("spec.strategy to Measured"));
  }

  private static void assertChosen(
      Outcome.Plan plan, AllocationPolicy policy, ImageFormat format, String rule) {
    assertThat(plan.chosen().policy()).isEqualTo(policy);
    assertThat(plan.chosen().format()).isEqualTo(format);
    assertThat(plan.because().getFirst().rule()).isEqualTo(rule);
  }

  private static Outcome.Plan plan(Planner planner, Demands demand, Devices device) {
    return (Outcome.Plan) planner.plan(demand.make(), List.of(device.make()));
  }
}
