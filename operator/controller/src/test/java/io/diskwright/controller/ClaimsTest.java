package io.diskwright.controller;

import static io.diskwright.controller.Fixtures.GIB;
import static org.assertj.core.api.Assertions.assertThat;

import io.diskwright.api.v1alpha1.AllocationResult;
import io.diskwright.api.v1alpha1.Annotations;
import io.diskwright.api.v1alpha1.Decision;
import io.diskwright.api.v1alpha1.DeviceTarget;
import io.diskwright.api.v1alpha1.DiskAllocation;
import io.diskwright.api.v1alpha1.DiskAllocationSpec;
import io.diskwright.api.v1alpha1.Labels;
import io.diskwright.api.v1alpha1.VmDiskImage;
import io.diskwright.planner.AllocationPolicy;
import io.diskwright.planner.ImageFormat;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

final class ClaimsTest {
  private static final Claims.Ties TIES = new Claims.Ties("claim-uid", "host-a");

  private final VmDiskImage image = Fixtures.image("orders-db", "1Gi");
  private final String uid = image.getMetadata().getUid();
  private final Decision decision = Fixtures.decision("node-a-00000001", 0, GIB);
  private final DiskAllocation order =
      Fixtures.order(image, decision, Fixtures.device("node-a", 10 * GIB));
  private final AllocationResult made = Fixtures.result(0);

  @Test
  void shouldBeTheDirectoryOfTheImageOnItsHost() {
    PersistentVolume volume = Claims.volume(image, order, made, TIES);

    assertThat(volume.getMetadata().getName()).isEqualTo("diskwright-" + uid);
    assertThat(volume.getMetadata().getLabels())
        .containsEntry(Labels.IMAGE_UID, uid)
        .containsEntry(Labels.IMAGE, "orders-db");
    assertThat(volume.getSpec().getLocal().getPath()).isEqualTo("/var/lib/diskwright/" + uid);
    assertThat(volume.getSpec().getCapacity().get("storage")).isEqualTo(new Quantity("1Gi"));
    assertThat(volume.getSpec().getPersistentVolumeReclaimPolicy()).isEqualTo("Retain");
    assertThat(volume.getSpec().getStorageClassName()).isEmpty();
    assertThat(volume.getSpec().getClaimRef().getNamespace()).isEqualTo("shop");
    assertThat(volume.getSpec().getClaimRef().getName()).isEqualTo("orders-db");
    assertThat(volume.getSpec().getClaimRef().getUid()).isEqualTo("claim-uid");
    assertThat(Claims.hostName(volume)).isEqualTo("host-a");
  }

  @Test
  void shouldClaimThatVolumeForTheImage() {
    PersistentVolumeClaim claim = claim(null);

    assertThat(claim.getMetadata().getName()).isEqualTo("orders-db");
    assertThat(claim.getMetadata().getNamespace()).isEqualTo("shop");
    assertThat(claim.getMetadata().getAnnotations()).isEmpty();
    assertThat(claim.getMetadata().getOwnerReferences())
        .singleElement()
        .satisfies(owner -> assertThat(owner.getUid()).isEqualTo(uid));
    assertThat(claim.getSpec().getStorageClassName()).isEmpty();
    assertThat(claim.getSpec().getVolumeMode()).isEqualTo("Filesystem");
    assertThat(Claims.isOf(image, claim)).isTrue();
    assertThat(Claims.isOf(Fixtures.image("other", "1Gi"), claim)).isFalse();
  }

  @Test
  void shouldSayThatDiscardsWouldUndoAPreallocation() {
    DiskAllocationSpec thick = changed(AllocationPolicy.Preallocated, ImageFormat.raw, Map.of());

    assertThat(Claims.claim(image, thick, made, null).getMetadata().getAnnotations())
        .containsOnly(
            Map.entry(Annotations.THICK, "true"), Map.entry(Annotations.CDI_PREALLOCATED, "true"));
  }

  @Test
  void shouldGrowTheVolumeAndNotTheClaimThatIsThere() {
    AllocationResult larger =
        new AllocationResult(0, 2 * GIB, made.path(), made.verifiedAt(), made.verifiedBy());

    assertThat(Claims.volume(image, order, larger, TIES).getSpec().getCapacity().get("storage"))
        .isEqualTo(new Quantity("2Gi"));
    assertThat(
            Claims.claim(image, order.getSpec(), larger, claim(null))
                .getSpec()
                .getResources()
                .getRequests()
                .get("storage"))
        .isEqualTo(new Quantity("1Gi"));
  }

  @Test
  void shouldCarryPlainRawFilesInDirectoriesOnly() {
    assertThat(Claims.carry(order.getSpec())).isTrue();
    assertThat(Claims.carry(changed(AllocationPolicy.Thin, ImageFormat.qcow2, Map.of()))).isFalse();
    assertThat(
            Claims.carry(
                changed(AllocationPolicy.Thin, ImageFormat.raw, Map.of("encrypt.format", "luks"))))
        .isFalse();
  }

  @Test
  void shouldPutBackWhatCanBeChangedOfAVolume() {
    PersistentVolume wanted = Claims.volume(image, order, made, TIES);

    assertThat(ClaimDrift.of(volume(v -> v), wanted)).isFalse();
    assertThat(ClaimDrift.of(bound(wanted), wanted)).as("bound by the cluster").isFalse();
    assertThat(
            ClaimDrift.of(
                volume(v -> v.editSpec().withPersistentVolumeReclaimPolicy("Delete").endSpec()),
                wanted))
        .isTrue();
    assertThat(ClaimDrift.of(volume(v -> v.editSpec().withClaimRef(null).endSpec()), wanted))
        .isTrue();
    assertThat(
            ClaimDrift.of(
                volume(v -> v.editSpec().editClaimRef().withUid("old").endClaimRef().endSpec()),
                wanted))
        .isTrue();
    assertThat(
            ClaimDrift.of(
                volume(v -> v.editSpec().addToCapacity("storage", new Quantity("2Gi")).endSpec()),
                wanted))
        .isTrue();
    assertThat(
            ClaimDrift.of(volume(v -> v.editMetadata().withLabels(Map.of()).endMetadata()), wanted))
        .isTrue();
  }

  @Test
  void shouldPutBackWhatCanBeChangedOfAClaim() {
    PersistentVolumeClaim wanted = claim(null);

    assertThat(ClaimDrift.of(claim(null), wanted)).isFalse();
    assertThat(
            ClaimDrift.of(
                new PersistentVolumeClaimBuilder(wanted)
                    .editMetadata()
                    .withOwnerReferences()
                    .endMetadata()
                    .build(),
                wanted))
        .isTrue();
    assertThat(
            ClaimDrift.of(
                new PersistentVolumeClaimBuilder(wanted)
                    .editMetadata()
                    .removeFromLabels(Labels.IMAGE_UID)
                    .addToAnnotations("of", "another")
                    .endMetadata()
                    .build(),
                wanted))
        .isTrue();
  }

  /** As the API server gives it back: it leaves out what is empty, and writes sizes its own way. */
  private static PersistentVolume bound(PersistentVolume wanted) {
    return new PersistentVolumeBuilder(wanted)
        .editMetadata()
        .addToAnnotations("pv.kubernetes.io/bound-by-controller", "yes")
        .endMetadata()
        .editSpec()
        .withStorageClassName(null)
        .addToCapacity("storage", new Quantity("1048576Ki"))
        .editClaimRef()
        .withResourceVersion("7")
        .endClaimRef()
        .endSpec()
        .build();
  }

  private PersistentVolume volume(UnaryOperator<PersistentVolumeBuilder> change) {
    return change
        .apply(new PersistentVolumeBuilder(Claims.volume(image, order, made, TIES)))
        .build();
  }

  private PersistentVolumeClaim claim(
      @org.jspecify.annotations.Nullable PersistentVolumeClaim there) {
    return Claims.claim(image, order.getSpec(), made, there);
  }

  private DiskAllocationSpec changed(
      AllocationPolicy policy, ImageFormat format, Map<String, String> options) {
    DiskAllocationSpec is = order.getSpec();
    return new DiskAllocationSpec(
        is.image(),
        is.nodeName(),
        is.device(),
        new DeviceTarget("/var/lib/diskwright", null, null),
        is.identity(),
        is.size(),
        policy,
        format,
        options,
        is.security(),
        is.deletionPolicy());
  }
}
