package io.diskwright.controller;

import static io.diskwright.controller.Fixtures.GIB;
import static io.diskwright.controller.Fixtures.decided;
import static io.diskwright.controller.Fixtures.decision;
import static io.diskwright.controller.Fixtures.device;
import static io.diskwright.controller.Fixtures.image;
import static io.diskwright.controller.Fixtures.spec;
import static io.diskwright.controller.Fixtures.uid;
import static org.assertj.core.api.Assertions.assertThat;

import io.diskwright.api.v1alpha1.BecauseEntry;
import io.diskwright.api.v1alpha1.Decision;
import io.diskwright.api.v1alpha1.StorageDevice;
import io.diskwright.api.v1alpha1.VmDiskImage;
import java.util.List;
import org.junit.jupiter.api.Test;

final class CapacityLedgerTest {
  private static final String DEVICE = "node-a-00000001";

  private final CapacityLedger ledger = new CapacityLedger();

  @Test
  void shouldCountWhatWasDecidedBeforeTheCacheShowsIt() {
    ledger.assume(uid("a"), decision(DEVICE, GIB, 3 * GIB));

    CapacityLedger.Taken taken = taken(image("a", "3Gi"));

    assertThat(taken.pending()).containsEntry(DEVICE, GIB);
    assertThat(taken.promised()).containsEntry(DEVICE, 2 * GIB);
  }

  @Test
  void shouldCountADecisionOnceWhenTheCacheShowsIt() {
    ledger.assume(uid("a"), decision(DEVICE, GIB, 3 * GIB));
    VmDiskImage shown = decided(image("a", "3Gi"), decision(DEVICE, GIB, 3 * GIB), null);

    assertThat(taken(shown).promised()).containsEntry(DEVICE, 2 * GIB);
    assertThat(taken(shown).pending()).containsEntry(DEVICE, GIB);
  }

  @Test
  void shouldPreferANewerDecisionToTheOneTheCacheStillShows() {
    ledger.assume(uid("a"), decision("node-b-00000001", GIB, 3 * GIB));
    VmDiskImage stale = decided(image("a", "3Gi"), decision(DEVICE, GIB, 3 * GIB), null);

    assertThat(taken(stale).promised()).containsOnlyKeys("node-b-00000001");
  }

  @Test
  void shouldCountOnlyTheGrowthOfWhatIsAllocated() {
    VmDiskImage made = decided(image("a", "3Gi"), decision(DEVICE, GIB, 3 * GIB), 2 * GIB);

    assertThat(taken(made).pending()).isEmpty();
    assertThat(taken(made).promised()).containsEntry(DEVICE, GIB);
  }

  @Test
  void shouldCountAllOfACloneForItMayHaveToBeWrittenAnew() {
    Decision plain = decision(DEVICE, 4096, 3 * GIB);
    Decision clone =
        new Decision(
            plain.strategy(),
            plain.device(),
            plain.node(),
            plain.policy(),
            plain.format(),
            plain.options(),
            plain.score(),
            plain.expected(),
            List.of(new BecauseEntry("source-cloned", "", List.of())),
            plain.lacks(),
            plain.rejected(),
            plain.considered());

    CapacityLedger.Taken taken = taken(decided(image("a", "3Gi"), clone, 2 * GIB));

    assertThat(taken.pending()).isEmpty();
    assertThat(taken.promised()).containsEntry(DEVICE, 3 * GIB);
  }

  @Test
  void shouldNotCountTheImageThatIsBeingPlanned() {
    VmDiskImage self = decided(image("a", "3Gi"), decision(DEVICE, GIB, 3 * GIB), null);
    ledger.assume(uid("a"), decision(DEVICE, GIB, 3 * GIB));

    CapacityLedger.Taken taken = ledger.taken(List.of(self), image -> false, uid("a"));

    assertThat(taken.promised()).isEmpty();
    assertThat(taken.pending()).isEmpty();
  }

  @Test
  void shouldCountNeitherPlansOnlyNorWhatIsLeavingWithoutAnOrder() {
    VmDiskImage plan =
        decided(image("a", spec("3Gi", null, true)), decision(DEVICE, GIB, 3 * GIB), null);
    VmDiskImage leaving = decided(image("b", "3Gi"), decision(DEVICE, GIB, 3 * GIB), GIB);
    leaving.getMetadata().setDeletionTimestamp("2026-01-01T12:00:00Z");

    assertThat(taken(plan, leaving).promised()).isEmpty();
    assertThat(ledger.taken(List.of(leaving), image -> true, "").promised())
        .containsEntry(DEVICE, 2 * GIB);
  }

  @Test
  void shouldTakePendingBytesOffTheDevice() {
    ledger.assume(uid("a"), decision(DEVICE, 3 * GIB, 3 * GIB));

    StorageDevice less = taken().from(List.of(device("node-a", 10 * GIB))).getFirst();

    assertThat(less.getStatus().capacity().allocatableBytes()).isEqualTo(7 * GIB);
    assertThat(less.getStatus().capacity().totalBytes()).isEqualTo(10 * GIB);
  }

  @Test
  void shouldForget() {
    ledger.assume(uid("a"), decision(DEVICE, GIB, 3 * GIB));
    ledger.forget(uid("a"));

    assertThat(taken().promised()).isEmpty();
  }

  private CapacityLedger.Taken taken(VmDiskImage... images) {
    return ledger.taken(List.of(images), image -> false, "");
  }
}
