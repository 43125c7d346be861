package io.diskwright.controller;

import static io.diskwright.controller.Fixtures.GIB;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.diskwright.api.v1alpha1.Annotations;
import io.diskwright.api.v1alpha1.Conditions;
import io.diskwright.api.v1alpha1.Conditions.ConditionStatus;
import io.diskwright.api.v1alpha1.DiskAllocation;
import io.diskwright.api.v1alpha1.Finalizers;
import io.diskwright.api.v1alpha1.Reasons;
import io.diskwright.api.v1alpha1.StorageDevice;
import io.diskwright.api.v1alpha1.VmDiskImage;
import io.diskwright.api.v1alpha1.VmDiskImageSpec;
import io.diskwright.planner.Consumer;
import io.diskwright.planner.ImageFormat;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.api.model.PodStatusBuilder;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.awaitility.Awaitility;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Exports of the whole operator, on a server that only remembers; the kubelet's part is played. */
@NullUnmarked // the extension sets the client
@EnableKubernetesMockClient(crud = true, https = false)
final class ExportsTest {
  private static final Logger SERVER = Logger.getLogger("io.fabric8.mockwebserver");
  private static final String NAME = "orders-db";
  private static final String SYSTEM = "diskwright-system";
  private static final String LATER = "2030-01-01T10:00:00Z";
  private static final String LATER_STILL = "2030-01-01T12:00:00Z";

  KubernetesClient client;
  private OperatorApp app;
  private String uid;

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
            new OperatorSettings(
                0, false, SYSTEM, 2, "test", new ExportSettings(SYSTEM, "agent:1", "Never")),
            new SimpleMeterRegistry(),
            new MergePatchWriter(),
            Fixtures.NOON);
    app.start();
    client.resource(Fixtures.pool("default")).create();
    client.resource(Fixtures.node("node-a")).create();
    StorageDevice device = Fixtures.device("node-a", 10 * GIB);
    client.resource(device).create();
    client.resource(device).patchStatus();
  }

  @AfterEach
  void stop() {
    app.close();
  }

  @Test
  void shouldMakeAPodThatSeesItsOwnImageOnly() {
    Pod pod = exporting();
    Container daemon = pod.getSpec().getContainers().getFirst();

    assertThat(pod.getSpec().getNodeName()).isEqualTo("node-a");
    assertThat(pod.getSpec().getAutomountServiceAccountToken()).isFalse();
    assertThat(pod.getSpec().getVolumes())
        .filteredOn(volume -> volume.getHostPath() != null)
        .extracting(volume -> volume.getHostPath().getPath())
        .containsExactly(
            "/var/lib/diskwright/" + uid,
            "/run/diskwright/exports/" + uid,
            "/run/diskwright/trials");
    assertThat(daemon.getVolumeMounts())
        .extracting(VolumeMount::getName, VolumeMount::getMountPropagation)
        .contains(org.assertj.core.groups.Tuple.tuple("export", "Bidirectional"));
    assertThat(String.join(" ", daemon.getCommand()))
        .startsWith("setpriv --bounding-set=-all,+sys_admin --inh-caps=-all --no-new-privs --")
        .contains("/var/lib/diskwright/" + uid + "/disk.qcow2", "\"backing\":null")
        .contains("/run/diskwright/exports/" + uid + "/staged/disk.img");
    assertThat(order().getMetadata().getFinalizers()).contains(Finalizers.CLAIM);
    assertThat(volume()).isNull();
  }

  @Test
  void shouldPublishOnceTheDaemonIsReady() {
    exporting();
    awaitPublished("Pending");

    run(LATER);

    awaitPublished("Exported");
    assertThat(volume().getSpec().getHostPath().getPath())
        .isEqualTo("/run/diskwright/exports/" + uid + "/volume");
    assertThat(volume().getSpec().getHostPath().getType()).isEqualTo("Directory");
    assertThat(volume().getSpec().getLocal()).isNull();
    assertThat(Claims.hostName(volume())).isEqualTo("node-a-host");
    assertThat(image().getStatus().attachment().claimName()).isEqualTo(NAME);
    assertThat(image().getStatus().attachment().view()).isEqualTo("Export");
    assertThat(image().getStatus().attachment().blockdev()).isNull();
    assertThat(condition("Ready").getStatus()).isEqualTo("True");
  }

  @Test
  void shouldSayWhatIsWrongWhenItCannotBePrepared() {
    exporting();

    status(
        new PodStatusBuilder()
            .withPhase("Failed")
            .addNewInitContainerStatus()
            .withName("prepare")
            .withNewState()
            .withNewTerminated()
            .withExitCode(1)
            .withFinishedAt("2026-01-01T11:59:59Z")
            .withMessage("qemu-storage-daemon is version 7.2.22, and nothing is exported by it")
            .endTerminated()
            .endState()
            .endInitContainerStatus()
            .build());

    awaitPublished("ExportDown");
    assertThat(condition("Published").getMessage()).contains("7.2.22");
    assertThat(condition("Ready").getStatus()).isEqualTo("False");
    assertThat(pod("export")).as("not made anew at once").isNotNull();
    assertThat(volume()).isNull();
  }

  @Test
  void shouldSayWhichPodsToRestartWhenTheDaemonDied() {
    exporting();
    run(LATER);
    awaitPublished("Exported");
    user("vm-1", LATER);
    String first = pod("export").getMetadata().getUid();

    // When
    status(
        new PodStatusBuilder()
            .withPhase("Failed")
            .addNewContainerStatus()
            .withName("daemon")
            .withNewState()
            .withNewTerminated()
            .withExitCode(137)
            .withStartedAt(LATER)
            .withFinishedAt("2030-01-01T11:00:00Z")
            .endTerminated()
            .endState()
            .endContainerStatus()
            .build());

    // Then
    await()
        .untilAsserted(
            () -> {
              assertThat(pod("export")).isNotNull();
              assertThat(pod("export").getMetadata().getUid()).isNotEqualTo(first);
            });
    awaitPublished("ExportDown");
    assertThat(condition("Published").getMessage()).contains("vm-1");
    assertThat(image().getStatus().attachment().claimName()).isEqualTo(NAME);

    // When it is up again
    run(LATER_STILL);

    // Then
    awaitPublished("RestartNeeded");
    assertThat(condition("Published").getMessage()).contains(LATER_STILL, "vm-1");

    // When the machine was started anew
    client.pods().inNamespace("shop").withName("vm-1").withGracePeriod(0).delete();
    user("vm-1", LATER_STILL);
    lookAgain();

    // Then
    awaitPublished("Exported");
  }

  @Test
  void shouldTakeTheExportAndWhatItLeavesBeforeTheFile() {
    exporting();
    run(LATER);
    awaitPublished("Exported");

    client.resource(image()).delete();

    await().untilAsserted(() -> assertThat(pod("withdraw")).isNotNull());
    assertThat(pod("export")).isNull();
    assertThat(order().getMetadata().getFinalizers()).contains(Finalizers.CLAIM);

    Pod withdrawal = pod("withdraw");
    withdrawal.setStatus(new PodStatusBuilder().withPhase("Succeeded").build());
    client.resource(withdrawal).patchStatus();

    await()
        .untilAsserted(
            () ->
                assertThat(order().getMetadata().getFinalizers())
                    .containsExactly(Finalizers.ALLOCATION));
    client
        .resource(order())
        .edit(
            released -> {
              released.getMetadata().setFinalizers(List.of());
              return released;
            });
    await().untilAsserted(() -> assertThat(image()).isNull());
    assertThat(client.pods().inNamespace(SYSTEM).list().getItems()).isEmpty();
    assertThat(client.persistentVolumes().list().getItems()).isEmpty();
  }

  @Test
  void shouldGrowTheImageWhileNobodyUsesIt() {
    exporting();
    run(LATER);
    awaitPublished("Exported");

    client
        .resource(order())
        .edit(
            larger -> {
              larger.setSpec(
                  larger.getSpec().withSize(new io.fabric8.kubernetes.api.model.Quantity("2Gi")));
              return larger;
            });

    await().untilAsserted(() -> assertThat(pod("export")).isNull());
    awaitPublished("Pending");
    assertThat(condition("Published").getMessage()).contains("grown");
  }

  private Pod exporting() {
    VmDiskImageSpec plain = Fixtures.spec("1Gi", null, false);
    VmDiskImage image =
        Fixtures.image(
            NAME,
            new VmDiskImageSpec(
                plain.size(),
                null,
                null,
                List.of(ImageFormat.qcow2),
                Consumer.KubeVirt,
                null,
                null,
                null,
                null,
                null,
                null,
                false,
                null));
    image.getMetadata().setAnnotations(Map.of(Annotations.VIEW, Annotations.EXPORT));
    uid = client.resource(image).create().getMetadata().getUid();
    await().untilAsserted(() -> assertThat(order()).isNotNull());
    DiskAllocation order = order();
    order.setStatus(
        Fixtures.orderStatus(ConditionStatus.True, Reasons.Allocated.Verified, "there", 4096L));
    client.resource(order).patchStatus();
    await().untilAsserted(() -> assertThat(pod("export")).isNotNull());
    return pod("export");
  }

  private void run(String since) {
    status(
        new PodStatusBuilder()
            .withPhase("Running")
            .addNewContainerStatus()
            .withName("daemon")
            .withReady(true)
            .withNewState()
            .withNewRunning(since)
            .endState()
            .endContainerStatus()
            .build());
  }

  private void status(PodStatus status) {
    Pod pod = pod("export");
    pod.setStatus(status);
    client.resource(pod).updateStatus(); // a patch would add to its lists here
  }

  private void user(String name, String since) {
    Pod user =
        new PodBuilder()
            .withNewMetadata()
            .withName(name)
            .withNamespace("shop")
            .endMetadata()
            .withNewSpec()
            .addNewVolume()
            .withName("disk")
            .withNewPersistentVolumeClaim(NAME, false)
            .endVolume()
            .endSpec()
            .withNewStatus()
            .withPhase("Running")
            .addNewContainerStatus()
            .withNewState()
            .withNewRunning(since)
            .endState()
            .endContainerStatus()
            .endStatus()
            .build();
    client.resource(user).create();
  }

  private void lookAgain() {
    client
        .resource(image())
        .edit(
            image -> {
              image.getMetadata().getAnnotations().put(Annotations.VERIFY, "1");
              return image;
            });
  }

  private void awaitPublished(String reason) {
    await()
        .untilAsserted(
            () -> {
              assertThat(image().getStatus()).isNotNull();
              assertThat(condition("Published")).isNotNull();
              assertThat(condition("Published").getReason()).isEqualTo(reason);
            });
  }

  private Condition condition(String type) {
    return Conditions.find(image().getStatus().conditions(), type);
  }

  private Pod pod(String task) {
    return client.pods().inNamespace(SYSTEM).withName(task + "-" + uid).get();
  }

  private VmDiskImage image() {
    return client.resources(VmDiskImage.class).inNamespace("shop").withName(NAME).get();
  }

  private DiskAllocation order() {
    return client.resources(DiskAllocation.class).inNamespace("shop").withName(uid).get();
  }

  private PersistentVolume volume() {
    return client.persistentVolumes().withName(Claims.volumeName(uid)).get();
  }
}
