package io.diskwright.controller;

import static io.diskwright.controller.Fixtures.GIB;
import static io.diskwright.controller.Fixtures.decided;
import static io.diskwright.controller.Fixtures.device;
import static io.diskwright.controller.Fixtures.image;
import static io.diskwright.controller.Fixtures.order;
import static io.diskwright.controller.Fixtures.pool;
import static io.diskwright.controller.Fixtures.result;
import static io.diskwright.controller.Fixtures.spec;
import static org.assertj.core.api.Assertions.assertThat;

import io.diskwright.api.v1alpha1.Conditions.ConditionStatus;
import io.diskwright.api.v1alpha1.Decision;
import io.diskwright.api.v1alpha1.DiskAllocation;
import io.diskwright.api.v1alpha1.Reasons;
import io.diskwright.api.v1alpha1.StorageDevice;
import io.diskwright.api.v1alpha1.VmDiskImage;
import io.diskwright.decision.Decider;
import io.diskwright.planner.Planner;
import io.diskwright.planner.RefusalReason;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ImagePlannerTest {
  private final ImagePlanner planner =
      new ImagePlanner(new Decider(new Planner()), new CapacityLedger());
  private final StorageDevice device = device("node-a", 10 * GIB);

  @Test
  void shouldNeverGiveTheSameBytesTwice() {
    List<Planning> plans = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      plans.add(planner.plan(image("image-" + i, "1Gi"), null, snapshot()));
    }

    assertThat(plans).filteredOn(Planning.Decided.class::isInstance).hasSizeBetween(9, 10);
    assertThat(plans.getLast())
        .isInstanceOfSatisfying(
            Planning.Refused.class,
            refused -> assertThat(refused.reason()).isEqualTo(RefusalReason.InsufficientCapacity));
  }

  @Test
  void shouldGiveThemAgainWhenAnImageIsForgotten() {
    VmDiskImage big = image("big", "8Gi");
    planner.plan(big, null, snapshot());
    VmDiskImage next = image("next", "8Gi");
    assertThat(planner.plan(next, null, snapshot())).isInstanceOf(Planning.Refused.class);

    planner.forget(big);

    assertThat(planner.plan(next, null, snapshot())).isInstanceOf(Planning.Decided.class);
  }

  @Test
  void shouldKeepADecisionWhileSpecAndDeviceStay() {
    VmDiskImage image = image("a", "1Gi");
    Decision first = decide(image);

    Planning second = planner.plan(decided(image, first, null), null, snapshot());

    assertThat(second).isEqualTo(new Planning.Decided(first, false));
  }

  @Test
  void shouldDecideAnewWhenTheDeviceWentAwayBeforeTheOrder() {
    VmDiskImage image = image("a", "1Gi");
    decided(image, decide(image), null);

    Planning planning = planner.plan(image, null, snapshot(device("node-b", 10 * GIB)));

    assertThat(planning)
        .isInstanceOfSatisfying(
            Planning.Decided.class, now -> assertThat(now.decision().node()).isEqualTo("node-b"));
  }

  @Test
  void shouldKeepWhatIsOrderedWhenItsDeviceIsFullOfItself() {
    VmDiskImage image = image("a", "8Gi");
    Decision first = decide(image);
    decided(image, first, 8 * GIB);
    DiskAllocation order = ordered(image, first, 8 * GIB);
    image.getMetadata().setGeneration(2L); // something changed that does not matter

    Planning planning = planner.plan(image, order, snapshot(device("node-a", 2 * GIB)));

    assertThat(planning).isEqualTo(new Planning.Decided(first, false));
  }

  @Test
  void shouldKeepTheWayItIsMadeWhenTheImageGrows() {
    VmDiskImage image = image("a", "1Gi");
    Decision first = decide(image);
    DiskAllocation order = ordered(image, first, GIB);
    VmDiskImage grown = decided(image("a", "2Gi"), first, GIB);
    grown.getMetadata().setGeneration(2L);

    Planning planning = planner.plan(grown, order, snapshot());

    assertThat(planning)
        .isInstanceOfSatisfying(
            Planning.Decided.class,
            now -> {
              assertThat(now.decision().format()).isEqualTo(first.format());
              assertThat(now.decision().policy()).isEqualTo(first.policy());
              assertThat(now.decision().expected().maximumBytes()).isGreaterThanOrEqualTo(2 * GIB);
            });
  }

  @Test
  void shouldRefuseToGrowWhenThereIsNoRoom() {
    VmDiskImage image = image("a", "1Gi");
    Decision first = decide(image);
    DiskAllocation order = ordered(image, first, GIB);
    VmDiskImage grown = decided(image("a", "2000Gi"), first, GIB);
    grown.getMetadata().setGeneration(2L);

    Planning planning = planner.plan(grown, order, snapshot());

    assertThat(planning)
        .isInstanceOfSatisfying(
            Planning.Outdated.class, outdated -> assertThat(outdated.decision()).isEqualTo(first));
  }

  @Test
  void shouldSayWhatTheChangedSpecWouldBeWhenItsImageIsThere() {
    VmDiskImage image = image("a", "1Gi");
    Decision first = decide(image);
    DiskAllocation order = ordered(image, first, GIB);
    VmDiskImage moved = decided(image("a", spec("1Gi", "gold", false)), first, GIB);
    moved.getMetadata().setGeneration(2L);

    Planning planning = planner.plan(moved, order, snapshot());

    assertThat(planning)
        .isInstanceOfSatisfying(
            Planning.Outdated.class,
            outdated -> {
              assertThat(outdated.decision()).isEqualTo(first);
              assertThat(outdated.message()).contains("stays so").contains("gold");
            });
  }

  private Decision decide(VmDiskImage image) {
    Planning planning = planner.plan(image, null, snapshot());
    assertThat(planning).isInstanceOf(Planning.Decided.class);
    return ((Planning.Decided) planning).decision();
  }

  private DiskAllocation ordered(VmDiskImage image, Decision decision, long allocated) {
    DiskAllocation order = order(image, decision, device);
    order.setStatus(
        Fixtures.orderStatus(
            ConditionStatus.True,
            Reasons.Allocated.Verified,
            "",
            result(allocated).allocatedBytes()));
    return order;
  }

  private ImagePlanner.Snapshot snapshot() {
    return snapshot(device);
  }

  private static ImagePlanner.Snapshot snapshot(StorageDevice only) {
    return new ImagePlanner.Snapshot(
        List.of(only), List.of(pool("default")), List.of(), image -> null);
  }
}
