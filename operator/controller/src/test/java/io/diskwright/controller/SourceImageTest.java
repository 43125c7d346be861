package io.diskwright.controller;

import static io.diskwright.controller.Fixtures.GIB;
import static io.diskwright.controller.Fixtures.decision;
import static io.diskwright.controller.Fixtures.device;
import static io.diskwright.controller.Fixtures.image;
import static io.diskwright.controller.Fixtures.order;
import static io.diskwright.controller.Fixtures.orderStatus;
import static io.diskwright.controller.Fixtures.pool;
import static io.diskwright.controller.Fixtures.spec;
import static org.assertj.core.api.Assertions.assertThat;

import io.diskwright.api.v1alpha1.Attachment;
import io.diskwright.api.v1alpha1.Conditions.ConditionStatus;
import io.diskwright.api.v1alpha1.DiskAllocation;
import io.diskwright.api.v1alpha1.ImageSource;
import io.diskwright.api.v1alpha1.NamedSource;
import io.diskwright.api.v1alpha1.Reasons;
import io.diskwright.api.v1alpha1.StorageDevice;
import io.diskwright.api.v1alpha1.VmDiskImage;
import io.diskwright.api.v1alpha1.VmDiskImageStatus;
import io.diskwright.decision.Decider;
import io.diskwright.planner.Origin;
import io.diskwright.planner.Planner;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class SourceImageTest {
  private final StorageDevice device = device("node-a", 10 * GIB);
  private final Map<String, DiskAllocation> orders = new HashMap<>();
  private final VmDiskImage golden = image("golden", "1Gi");
  private final VmDiskImage copy = copyOf("copy", "golden");

  private static VmDiskImage copyOf(String name, String source) {
    return image(
        name,
        spec("2Gi", null, false)
            .withSource(new ImageSource(null, null, null, new NamedSource(source), null)));
  }

  private ImagePlanner.Snapshot snapshot(VmDiskImage... images) {
    return new ImagePlanner.Snapshot(
        List.of(device, device("node-b", 100 * GIB)),
        List.of(pool("default")),
        List.of(images),
        image -> orders.get(image.getMetadata().getUid()));
  }

  private DiskAllocation made(VmDiskImage image, ConditionStatus status, String message) {
    DiskAllocation order = order(image, decision("node-a-00000001", 4096, GIB), device);
    Reasons.Allocated reason =
        status == ConditionStatus.True ? Reasons.Allocated.Verified : Reasons.Allocated.Drifted;
    order.setStatus(orderStatus(status, reason, message, GIB / 2));
    orders.put(image.getMetadata().getUid(), order);
    return order;
  }

  private String missing(VmDiskImage... images) {
    SourceImage found = SourceImage.of(copy, snapshot(images));
    assertThat(found).isInstanceOf(SourceImage.Missing.class);
    return ((SourceImage.Missing) found).message();
  }

  @Test
  void shouldTellThePlannerWhatItIs() {
    made(golden, ConditionStatus.True, "");

    assertThat(SourceImage.of(copy, snapshot(golden, copy)))
        .isInstanceOfSatisfying(
            SourceImage.Made.class,
            made -> {
              Origin origin = made.origin();
              assertThat(origin.name()).isEqualTo("shop/golden");
              assertThat(origin.device()).isEqualTo("node-a-00000001");
              assertThat(origin.heldBytes()).isEqualTo(GIB / 2);
              assertThat(origin.sizeBytes()).isEqualTo(GIB);
            });
  }

  @Test
  void shouldHaveNoneWhenItBeginsOtherwise() {
    assertThat(SourceImage.of(golden, snapshot(golden))).isEqualTo(new SourceImage.None());
  }

  @Test
  void shouldWaitForWhatIsNotThereOrNotMade() {
    assertThat(missing(copy)).contains("there is no VmDiskImage shop/golden");
    assertThat(missing(copy, golden)).contains("waits for VmDiskImage shop/golden", "not made");

    made(golden, ConditionStatus.False, "it was cut");

    assertThat(missing(copy, golden)).contains("waits for", "it was cut");
  }

  @Test
  void shouldNotLookIntoOtherNamespaces() {
    made(golden, ConditionStatus.True, "");
    golden.getMetadata().setNamespace("bank");

    assertThat(missing(copy, golden)).contains("there is no VmDiskImage shop/golden");
  }

  @Test
  void shouldTakeAClaimForTheImageItCarries() {
    VmDiskImage byClaim =
        image(
            "copy",
            spec("2Gi", null, false)
                .withSource(new ImageSource(null, null, null, null, new NamedSource("golden"))));
    made(golden, ConditionStatus.True, "");
    assertThat(SourceImage.of(byClaim, snapshot(golden, byClaim)))
        .isInstanceOfSatisfying(
            SourceImage.Missing.class,
            missing ->
                assertThat(missing.message())
                    .contains("no PersistentVolumeClaim shop/golden carries"));

    golden.setStatus(
        new VmDiskImageStatus(
            1L, null, null, new Attachment("golden", "Filesystem", "", "Direct"), null, null));

    assertThat(SourceImage.of(byClaim, snapshot(golden, byClaim)))
        .isInstanceOf(SourceImage.Made.class);
  }

  @Test
  void shouldNotTakeWhatIsBeingDeleted() {
    made(golden, ConditionStatus.True, "");
    golden.getMetadata().setDeletionTimestamp("2026-01-01T12:00:00Z");

    assertThat(missing(copy, golden)).contains("is being deleted");
  }

  @Test
  void shouldSayThatItsKeyWouldBeNeeded() {
    made(golden, ConditionStatus.True, "").getSpec().options().put("encrypt.format", "luks");

    assertThat(missing(copy, golden)).contains("shop/golden is encrypted");
  }

  @Test
  void shouldRefuseLoops() {
    assertThat(missing(copyOf("golden", "copy"), copy))
        .contains("leads back", "copy from golden from copy");
    VmDiskImage self = copyOf("self", "self");
    assertThat(SourceImage.of(self, snapshot(self)))
        .isInstanceOfSatisfying(
            SourceImage.Missing.class, m -> assertThat(m.message()).contains("self from self"));
  }

  @Test
  void shouldPlanBesideTheSourceAndNotBeforeIt() {
    ImagePlanner planner = new ImagePlanner(new Decider(new Planner()), new CapacityLedger());
    assertThat(planner.plan(copy, null, snapshot(golden, copy)))
        .isInstanceOf(Planning.Waiting.class);

    made(golden, ConditionStatus.True, "");

    assertThat(planner.plan(copy, null, snapshot(golden, copy)))
        .isInstanceOfSatisfying(
            Planning.Decided.class,
            decided -> {
              assertThat(decided.decision().node()).isEqualTo("node-a");
              assertThat(decided.decision().because().toString()).contains("lacks Cloning");
              assertThat(decided.decision().rejected().toString()).contains("read only there");
            });
  }
}
