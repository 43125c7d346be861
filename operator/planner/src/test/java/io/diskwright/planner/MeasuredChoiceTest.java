package io.diskwright.planner;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** What the default strategy chooses, where any sane table of costs gives the same. */
final class MeasuredChoiceTest {
  private final Planner planner = new Planner();

  @Test
  void shouldBringInQcow2WhenSnapshotsAreRequiredAndTheDeviceHasNone() {
    Outcome.Plan plan = plan(Demands.balanced().requires(Feature.Snapshotting), Devices.ext4());

    assertThat(plan.chosen().format()).isEqualTo(ImageFormat.qcow2);
    assertThat(plan.because().getFirst())
        .isEqualTo(
            new Outcome.Because(
                "required-snapshot-from-format",
                "node-a-00000001 cannot keep snapshots; qcow2 keeps them inside the image",
                List.of("lacks/Snapshotting", "requires/Snapshotting")));
  }

  @Test
  void shouldReserveAllSpaceWhenOnlyPerformanceCounts() {
    Outcome.Plan plan = plan(Demands.fastest(), Devices.ext4());

    assertThat(plan.chosen().policy()).isEqualTo(AllocationPolicy.Preallocated);
    assertThat(plan.chosen().format()).isEqualTo(ImageFormat.raw);
    assertThat(plan.because()).extracting(Outcome.Because::rule).contains("space-reserved");
  }

  @Test
  void shouldTakeAFileWithHolesWhenOnlyStorageCounts() {
    Outcome.Plan plan = plan(Demands.smallest(), Devices.ext4());

    assertThat(plan.chosen().policy()).isEqualTo(AllocationPolicy.Thin);
    assertThat(plan.chosen().format()).isEqualTo(ImageFormat.raw);
  }

  @Test
  void shouldKeepChecksumsWhenTheyAreRequired() {
    Outcome.Plan plan = plan(Demands.fastest().requires(Feature.Checksumming), Devices.btrfs());

    assertThat(plan.chosen().options()).containsEntry(Options.NOCOW, "off");
  }

  @Test
  void shouldRefuseHighSecurityInPlainWordsWhenLuksCannotBeMade() {
    Outcome outcome =
        planner.plan(
            Demands.balanced().security(SecurityLevel.High).make(), List.of(Devices.ext4().make()));

    assertThat(outcome)
        .isInstanceOfSatisfying(
            Outcome.Refusal.class,
            refusal -> {
              assertThat(refusal.reason()).isEqualTo(RefusalReason.NoAdmissibleCandidate);
              assertThat(refusal.message())
                  .contains("encrypted images are not made here")
                  .endsWith("lower spec.tradeoffs.security to Low");
              assertThat(refusal.rejected().getFirst().reason())
                  .isEqualTo(RejectionReason.EncryptionUnsupported);
            });
  }

  private Outcome.Plan plan(Demands demand, Devices device) {
    return (Outcome.Plan) planner.plan(demand.make(), List.of(device.make()));
  }
}
