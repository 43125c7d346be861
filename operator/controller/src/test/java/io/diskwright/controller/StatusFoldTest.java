package io.diskwright.controller;

import static io.diskwright.controller.Fixtures.CONDITIONS;
import static io.diskwright.controller.Fixtures.GIB;
import static io.diskwright.controller.Fixtures.decision;
import static io.diskwright.controller.Fixtures.device;
import static io.diskwright.controller.Fixtures.image;
import static io.diskwright.controller.Fixtures.order;
import static io.diskwright.controller.Fixtures.orderStatus;
import static io.diskwright.controller.Fixtures.spec;
import static io.diskwright.controller.Publication.NOTHING_YET;
import static org.assertj.core.api.Assertions.assertThat;

import io.diskwright.api.v1alpha1.Attachment;
import io.diskwright.api.v1alpha1.BecauseEntry;
import io.diskwright.api.v1alpha1.Conditions;
import io.diskwright.api.v1alpha1.Conditions.ConditionStatus;
import io.diskwright.api.v1alpha1.Decision;
import io.diskwright.api.v1alpha1.DiskAllocation;
import io.diskwright.api.v1alpha1.Reasons;
import io.diskwright.api.v1alpha1.VmDiskImage;
import io.diskwright.api.v1alpha1.VmDiskImageStatus;
import io.diskwright.planner.RefusalReason;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

final class StatusFoldTest {
  private static final Acceptance VALID = new Acceptance(Reasons.Accepted.Valid, "fine", null);

  private static final Publication CLAIMED =
      new Publication(Reasons.Published.Direct, "there", "a");

  private final StatusFold fold = new StatusFold(CONDITIONS);
  private final VmDiskImage image = image("a", "1Gi");
  private final Decision decision = decision("node-a-00000001", GIB, GIB);
  private final DiskAllocation order = order(image, decision, device("node-a", 10 * GIB));

  @Test
  void shouldBeReadyWhenItsOrderIsVerified() {
    order.setStatus(orderStatus(ConditionStatus.True, Reasons.Allocated.Verified, "there", 123L));

    VmDiskImageStatus status =
        fold.fold(image, VALID, new Planning.Decided(decision, true), order, CLAIMED);

    assertThat(lines(status))
        .containsExactly(
            "Accepted=True Valid",
            "Planned=True Decided",
            "Allocated=True Verified",
            "Published=True Direct",
            "Ready=True Ready");
    assertThat(status.observedGeneration()).isEqualTo(1);
    assertThat(Objects.requireNonNull(status.allocation()).allocatedBytes()).isEqualTo(123);
    Attachment attachment = Objects.requireNonNull(status.attachment());
    assertThat(attachment.claimName()).isEqualTo("a");
    assertThat(attachment.volumeMode()).isEqualTo("Filesystem");
    assertThat(attachment.blockdev())
        .isEqualTo(
            "{\"driver\":\"raw\",\"discard\":\"unmap\",\"file\":{\"driver\":\"file\",\"filename\":"
                + "\"/var/lib/diskwright/x/disk.img\",\"discard\":\"unmap\"}}");
  }

  @Test
  void shouldBeInProgressWhileItsOrderIsNotReported() {
    VmDiskImageStatus status =
        fold.fold(image, VALID, new Planning.Decided(decision, true), null, NOTHING_YET);

    assertThat(lines(status))
        .containsExactly(
            "Accepted=True Valid",
            "Planned=True Decided",
            "Allocated=False InProgress",
            "Published=False Pending",
            "Ready=False InProgress");
  }

  @Test
  void shouldPassOnWhyItCouldNotBeMade() {
    order.setStatus(
        orderStatus(ConditionStatus.False, Reasons.Allocated.Failed, "no space left", null));

    VmDiskImageStatus status =
        fold.fold(image, VALID, new Planning.Decided(decision, true), order, CLAIMED);

    assertThat(lines(status)).contains("Allocated=False Failed", "Ready=False Failed");
    assertThat(status.conditions())
        .filteredOn(c -> c.getType().equals("Ready"))
        .singleElement()
        .satisfies(c -> assertThat(c.getMessage()).isEqualTo("no space left"));
  }

  @Test
  void shouldEndAtTheDecisionWhenOnlyAPlanIsWanted() {
    VmDiskImage plan = image("a", spec("1Gi", null, true));

    VmDiskImageStatus status =
        fold.fold(plan, VALID, new Planning.Decided(decision, true), null, NOTHING_YET);

    assertThat(lines(status))
        .containsExactly("Accepted=True Valid", "Planned=True Decided", "Ready=True PlanOnly");
  }

  @Test
  void shouldHaveNoDecisionWhenRefused() {
    VmDiskImageStatus status =
        fold.fold(
            image,
            VALID,
            new Planning.Refused(RefusalReason.InsufficientCapacity, "1 short"),
            null,
            NOTHING_YET);

    assertThat(status.decision()).isNull();
    assertThat(lines(status))
        .containsExactly(
            "Accepted=True Valid",
            "Planned=False InsufficientCapacity",
            "Ready=False InsufficientCapacity");
  }

  @Test
  void shouldKeepWhatIsThereWhenAChangedSpecIsInvalid() {
    order.setStatus(orderStatus(ConditionStatus.True, Reasons.Allocated.Verified, "there", 123L));
    image.setStatus(fold.fold(image, VALID, new Planning.Decided(decision, true), order, CLAIMED));

    VmDiskImageStatus status =
        fold.fold(
            image,
            new Acceptance(Reasons.Accepted.Invalid, "no", null),
            new Planning.None(),
            order,
            CLAIMED);

    assertThat(lines(status))
        .containsExactly(
            "Accepted=False Invalid",
            "Planned=True Decided",
            "Allocated=True Verified",
            "Published=True Direct",
            "Ready=False Invalid");
    assertThat(status.decision()).isEqualTo(decision);
  }

  @Test
  void shouldNotPretendThatALostOrderIsStillToBeMade() {
    order.setStatus(orderStatus(ConditionStatus.True, Reasons.Allocated.Verified, "there", 123L));
    image.setStatus(fold.fold(image, VALID, new Planning.Decided(decision, true), order, CLAIMED));

    VmDiskImageStatus status =
        fold.fold(image, VALID, new Planning.Decided(decision, false), null, NOTHING_YET);

    assertThat(lines(status)).contains("Allocated=False Drifted", "Ready=False Drifted");
    assertThat(status.attachment()).isNull();
  }

  @Test
  void shouldBeReadyWithoutAClaimWhenNoneCanCarryIt() {
    order.setStatus(orderStatus(ConditionStatus.True, Reasons.Allocated.Verified, "there", 123L));

    VmDiskImageStatus status = published(Reasons.Published.NotPublishable);

    assertThat(lines(status)).contains("Published=False NotPublishable", "Ready=True Ready");
    Attachment attachment = Objects.requireNonNull(status.attachment());
    assertThat(attachment.claimName()).isNull();
    assertThat(attachment.volumeMode()).isNull();
    assertThat(attachment.blockdev()).contains("disk.img");
  }

  @Test
  void shouldNotBeReadyWhenAnotherHasTheNameOfTheClaim() {
    order.setStatus(orderStatus(ConditionStatus.True, Reasons.Allocated.Verified, "there", 123L));

    assertThat(lines(published(Reasons.Published.ClaimNameTaken)))
        .contains("Published=False ClaimNameTaken", "Ready=False ClaimNameTaken");
  }

  @Test
  void shouldSayThatItIsHeldAndKeepTheRest() {
    order.setStatus(orderStatus(ConditionStatus.True, Reasons.Allocated.Verified, "there", 123L));
    VmDiskImageStatus before = published(Reasons.Published.Direct);
    image.setStatus(before);

    VmDiskImageStatus held =
        fold.held(image, Publication.of(Reasons.Published.ClaimInUse, "end vm-1"));

    assertThat(lines(held))
        .containsExactly(
            "Accepted=True Valid",
            "Planned=True Decided",
            "Allocated=True Verified",
            "Published=False ClaimInUse",
            "Ready=False ClaimInUse");
    assertThat(held.decision()).isEqualTo(before.decision());
    assertThat(held.attachment()).isEqualTo(before.attachment());
  }

  private VmDiskImageStatus published(Reasons.Published reason) {
    return fold.fold(
        image,
        VALID,
        new Planning.Decided(decision, true),
        order,
        Publication.of(reason, "message"));
  }

  @Test
  void shouldBeEqualWhenNothingChanged() {
    image.setStatus(fold.fold(image, VALID, new Planning.Decided(decision, true), order, CLAIMED));

    assertThat(fold.fold(image, VALID, new Planning.Decided(decision, false), order, CLAIMED))
        .isEqualTo(image.getStatus());
  }

  private static java.util.List<String> lines(VmDiskImageStatus status) {
    return Objects.requireNonNull(status.conditions()).stream()
        .map(c -> c.getType() + "=" + c.getStatus() + " " + c.getReason())
        .toList();
  }

  @Test
  void shouldSayInAConditionOfItsOwnThatRedundancyIsUnmet() {
    // Given
    VmDiskImage image = image("a", "1Gi");
    Decision decision = decision("node-a-00000001", 0, GIB);
    Decision unmet =
        new Decision(
            decision.strategy(),
            decision.device(),
            decision.node(),
            decision.policy(),
            decision.format(),
            decision.options(),
            decision.score(),
            decision.expected(),
            List.of(new BecauseEntry("redundancy-unmet", "nothing is redundant", List.of())),
            decision.lacks(),
            decision.rejected(),
            decision.considered());
    DiskAllocation order = order(image, unmet, device("node-a", 10 * GIB));
    order.setStatus(orderStatus(ConditionStatus.True, Reasons.Allocated.Verified, "there", 1L));

    // When
    VmDiskImageStatus status =
        fold.fold(image, VALID, new Planning.Decided(unmet, true), order, CLAIMED);

    // Then
    assertThat(Conditions.find(status.conditions(), "RedundancyMet"))
        .satisfies(
            condition -> {
              assertThat(condition.getStatus()).isEqualTo("False");
              assertThat(condition.getReason()).isEqualTo("RedundancyUnmet");
            });
    assertThat(Conditions.isTrue(status.conditions(), "Ready")).isTrue();
  }
}
