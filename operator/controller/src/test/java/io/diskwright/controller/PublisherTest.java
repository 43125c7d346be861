package io.diskwright.controller;

import static io.diskwright.controller.Fixtures.GIB;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.diskwright.api.v1alpha1.Conditions;
import io.diskwright.api.v1alpha1.Conditions.ConditionStatus;
import io.diskwright.api.v1alpha1.DiskAllocation;
import io.diskwright.api.v1alpha1.Finalizers;
import io.diskwright.api.v1alpha1.Reasons;
import io.diskwright.api.v1alpha1.StorageDevice;
import io.diskwright.api.v1alpha1.VmDiskImage;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.awaitility.Awaitility;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Claims of the whole operator, on a server that only remembers; finalizers are the cluster's. */
@NullUnmarked // the extension sets the client
@EnableKubernetesMockClient(crud = true, https = false)
final class PublisherTest {
  private static final Logger SERVER = Logger.getLogger("io.fabric8.mockwebserver");
  private static final String NAME = "orders-db";
  private static final String PROTECTION = "kubernetes.io/pvc-protection";

  KubernetesClient client;
  private OperatorApp app;

  @BeforeAll
  static void bePatientAndQuiet() {
    Awaitility.setDefaultTimeout(Duration.ofSeconds(60));
    SERVER.setLevel(Level.WARNING);
  }

  @BeforeEach
  void start() {
    app =
        new OperatorApp(
            client,
            new OperatorSettings(0, false, "diskwright-system", 2, "test"),
            new SimpleMeterRegistry(),
            new MergePatchWriter(),
            Fixtures.NOON);
    app.start();
    client.resource(Fixtures.pool("default")).create();
    StorageDevice device = Fixtures.device("node-a", 10 * GIB);
    client.resource(device).create();
    client.resource(device).patchStatus();
  }

  @AfterEach
  void stop() {
    app.close();
  }

  @Test
  void shouldPublishWhatIsVerifiedAndNothingBefore() {
    client.resource(Fixtures.node("node-a")).create();
    client.resource(Fixtures.image(NAME, "1Gi")).create();
    awaitOrder();
    assertThat(claim()).isNull();

    verify();

    awaitPublished("Direct");
    VmDiskImage image = image();
    assertThat(Claims.isOf(image, claim())).isTrue();
    assertThat(volume().getSpec().getClaimRef().getUid()).isEqualTo(claim().getMetadata().getUid());
    assertThat(Claims.hostName(volume())).isEqualTo("node-a-host");
    assertThat(image.getStatus().attachment().claimName()).isEqualTo(NAME);
  }

  @Test
  void shouldSayThatTheNodeIsMissing() {
    client.resource(Fixtures.image(NAME, "1Gi")).create();
    verify();

    awaitPublished("NodeNotFound");
    assertThat(claim()).isNull();
  }

  @Test
  void shouldLeaveTheClaimOfAnotherAlone() {
    client.resource(Fixtures.node("node-a")).create();
    PersistentVolumeClaim other =
        new PersistentVolumeClaimBuilder()
            .withNewMetadata()
            .withName(NAME)
            .withNamespace("shop")
            .endMetadata()
            .withNewSpec()
            .endSpec()
            .build();
    String version = client.resource(other).create().getMetadata().getResourceVersion();
    client.resource(Fixtures.image(NAME, "1Gi")).create();
    verify();

    awaitPublished("ClaimNameTaken");

    assertThat(claim().getMetadata().getResourceVersion()).isEqualTo(version);
    assertThat(client.persistentVolumes().list().getItems()).isEmpty();
    client.resource(image()).delete();
    await()
        .untilAsserted(() -> assertThat(order().getMetadata().getDeletionTimestamp()).isNotNull());
    assertThat(claim().getMetadata().getResourceVersion()).isEqualTo(version);
  }

  @Test
  void shouldPutBackWhatSomebodyChangesOrDeletes() {
    published();
    String first = claim().getMetadata().getUid();

    client
        .persistentVolumes()
        .withName(Claims.volumeName(image()))
        .edit(
            volume -> {
              volume.getSpec().setPersistentVolumeReclaimPolicy("Delete");
              return volume;
            });
    await()
        .untilAsserted(
            () ->
                assertThat(volume().getSpec().getPersistentVolumeReclaimPolicy())
                    .isEqualTo("Retain"));

    client.resource(claim()).delete();
    await()
        .untilAsserted(
            () -> {
              assertThat(claim()).isNotNull();
              assertThat(claim().getMetadata().getUid()).isNotEqualTo(first);
              assertThat(volume().getSpec().getClaimRef().getUid())
                  .isEqualTo(claim().getMetadata().getUid());
            });

    client.resource(volume()).delete();
    await().untilAsserted(() -> assertThat(volume()).isNotNull());
  }

  @Test
  void shouldTakeTheFileOnlyWhenNoPodUsesTheClaim() {
    published();
    protect(List.of(PROTECTION));
    client
        .resource(
            new PodBuilder()
                .withNewMetadata()
                .withName("vm-1")
                .withNamespace("shop")
                .endMetadata()
                .withNewSpec()
                .addNewVolume()
                .withName("disk")
                .withNewPersistentVolumeClaim(NAME, false)
                .endVolume()
                .endSpec()
                .build())
        .create();

    client.resource(image()).delete();
    client.resource(order()).delete(); // as when its namespace goes

    awaitPublished("ClaimInUse");
    assertThat(Conditions.find(image().getStatus().conditions(), "Ready").getMessage())
        .contains("vm-1");
    assertThat(order().getMetadata().getFinalizers())
        .containsExactly(Finalizers.ALLOCATION, Finalizers.CLAIM);

    protect(List.of());

    await()
        .untilAsserted(
            () ->
                assertThat(order().getMetadata().getFinalizers())
                    .containsExactly(Finalizers.ALLOCATION));
    assertThat(claim()).isNull();
    assertThat(volume()).isNotNull();

    String volume = volume().getMetadata().getName();
    client
        .resource(order())
        .edit(
            released -> {
              released.getMetadata().setFinalizers(List.of());
              return released;
            });

    await().untilAsserted(() -> assertThat(image()).isNull());
    assertThat(client.persistentVolumes().withName(volume).get()).isNull();
  }

  private void published() {
    client.resource(Fixtures.node("node-a")).create();
    client.resource(Fixtures.image(NAME, "1Gi")).create();
    verify();
    awaitPublished("Direct");
  }

  private void protect(List<String> finalizers) {
    client
        .resource(claim())
        .edit(
            claim -> {
              claim.getMetadata().setFinalizers(finalizers);
              return claim;
            });
  }

  private void verify() {
    DiskAllocation order = awaitOrder();
    order.setStatus(
        Fixtures.orderStatus(ConditionStatus.True, Reasons.Allocated.Verified, "there", 4096L));
    client.resource(order).patchStatus();
  }

  private void awaitPublished(String reason) {
    await()
        .untilAsserted(
            () -> {
              assertThat(image().getStatus()).isNotNull();
              Condition condition = Conditions.find(image().getStatus().conditions(), "Published");
              assertThat(condition).isNotNull();
              assertThat(condition.getReason()).isEqualTo(reason);
            });
  }

  private VmDiskImage image() {
    return client.resources(VmDiskImage.class).inNamespace("shop").withName(NAME).get();
  }

  private DiskAllocation order() {
    String uid = Objects.requireNonNull(image()).getMetadata().getUid();
    return client.resources(DiskAllocation.class).inNamespace("shop").withName(uid).get();
  }

  private DiskAllocation awaitOrder() {
    await().untilAsserted(() -> assertThat(order()).isNotNull());
    return order();
  }

  private PersistentVolumeClaim claim() {
    return client.persistentVolumeClaims().inNamespace("shop").withName(NAME).get();
  }

  private PersistentVolume volume() {
    return client.persistentVolumes().withName(Claims.volumeName(image())).get();
  }
}
