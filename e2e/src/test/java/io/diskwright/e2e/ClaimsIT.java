package io.diskwright.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.diskwright.testing.LoopFilesystem;
import io.diskwright.testing.Requires;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * Images handed over by claims: operator and agent under the shipped rights on a real API server,
 * pods as objects only. The steps build on each other, in order.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class ClaimsIT {
  private static final String NODE = "node-a";
  private static final String HERE = "default";
  private static final String THICK = "orders-db";

  /** Of the README. */
  private static final String EXAMPLE = "kubevirt";

  private final LoopFilesystem filesystem;
  private final Cluster cluster;

  ClaimsIT(@TempDir Path directory) {
    Requires.command("qemu-img");
    filesystem = LoopFilesystem.of("ext4").bytes(4L << 30).make();
    cluster = Cluster.start(directory);
  }

  @BeforeAll
  void start() {
    cluster.addNode(NODE);
    cluster.kubectl("create", "serviceaccount", "default"); // which pods ask for
    cluster.apply(
        """
        apiVersion: diskwright.io/v1alpha1
        kind: StoragePool
        metadata: {name: default}
        spec: {targets: [{directory: {path: %s}}]}
        """
            .formatted(filesystem.directory().resolve("pool")));
    cluster.startOperator();
    cluster.startAgent(NODE);
    cluster.awaitDevices(1);
  }

  @AfterAll
  void stop() {
    cluster.close();
    filesystem.close();
  }

  @Test
  @Order(1)
  void shouldHandARawImageOverAsTheDirectoryOfItsFile() {
    cluster.kubectl(
        "apply", "-f", Project.path("deploy/examples").resolve(EXAMPLE + ".yaml").toString());
    cluster.apply(Images.image(THICK, "size: 64Mi, formats: [raw], tradeoffs: {performance: 100}"));

    for (String name : Set.of(EXAMPLE, THICK)) {
      JsonNode image = await(name, "Direct");
      JsonNode volume = volume(image);
      Path file = file(image);
      assertThat(file).exists();
      assertThat(file).hasToString(volume.at("/spec/local/path").asText() + "/disk.img");
      assertThat(volume.at("/spec/nodeAffinity/required/nodeSelectorTerms").toString())
          .contains("kubernetes.io/hostname", NODE);
      assertThat(volume.at("/spec/persistentVolumeReclaimPolicy").asText()).isEqualTo("Retain");
      JsonNode claim = awaitBound(name);
      assertThat(claim.at("/spec/volumeName")).isEqualTo(volume.at("/metadata/name"));
      assertThat(claim.at("/status/capacity/storage")).isEqualTo(image.at("/spec/size"));
      assertThat(claim.at("/metadata/ownerReferences/0/uid")).isEqualTo(image.at("/metadata/uid"));
      assertThat(image.at("/status/attachment/claimName").asText()).isEqualTo(name);
      assertThat(image.at("/status/attachment/volumeMode").asText()).isEqualTo("Filesystem");
      assertThat(image.at("/status/attachment/view").asText()).isEqualTo("Direct");
      assertThat(Cluster.condition(image, "Ready")).isEqualTo("True");
    }
    assertThat(claim(THICK).at("/metadata/annotations").toString())
        .contains("/storage.preallocation\":\"true\"", "/storage.thick-provisioned\":\"true\"");
  }

  @Test
  @Order(2)
  void shouldSayHowElseToAttachWhatNoClaimCanCarry() {
    cluster.apply(Images.image("snapshots", "size: 64Mi, formats: [qcow2]"));

    JsonNode image = await("snapshots", "NotPublishable");

    assertThat(Cluster.message(image, "Published")).contains("qcow2", "attachment.blockdev");
    assertThat(Cluster.condition(image, "Ready")).isEqualTo("True");
    assertThat(image.at("/status/attachment/blockdev").asText()).contains("disk.qcow2");
    assertThat(cluster.get("PersistentVolumeClaim", HERE, "snapshots")).isNull();
  }

  @Test
  @Order(3)
  void shouldLeaveTheClaimOfAnotherAlone() {
    cluster.apply(
        """
        apiVersion: v1
        kind: PersistentVolumeClaim
        metadata: {name: taken, namespace: default}
        spec:
          storageClassName: ""
          accessModes: [ReadWriteOnce]
          resources: {requests: {storage: 1Mi}}
        """);
    JsonNode before = claim("taken");
    cluster.apply(Images.image("taken", "size: 64Mi, formats: [raw]"));

    JsonNode image = await("taken", "ClaimNameTaken");

    assertThat(Cluster.reason(image, "Ready")).isEqualTo("ClaimNameTaken");
    assertThat(claim("taken")).isEqualTo(before);
    assertThat(cluster.get("PersistentVolume", null, volumeName(image))).isNull();

    cluster.kubectl("delete", "pvc", "taken", "--timeout=30s");
    await("taken", "Direct");
    awaitBound("taken");
  }

  @Test
  @Order(4)
  void shouldPutBackWhatSomebodyChangesOrDeletes() {
    JsonNode image = get(THICK);
    String volume = volumeName(image);
    cluster.kubectl("label", "pvc", THICK, "diskwright.io/image-");
    cluster.kubectl("patch", "pv", volume, "--type=merge", "-p", policy("Delete"));

    cluster.await(
        "PersistentVolumeClaim",
        HERE,
        THICK,
        claim -> claim.at("/metadata/labels/diskwright.io~1image").asText().equals(THICK));
    cluster.await(
        "PersistentVolume",
        null,
        volume,
        one -> one.at("/spec/persistentVolumeReclaimPolicy").asText().equals("Retain"));

    String first = claim(THICK).at("/metadata/uid").asText();
    cluster.kubectl("delete", "pvc", THICK, "--wait=false");
    awaitAnother(first);

    String second = claim(THICK).at("/metadata/uid").asText();
    cluster.kubectl("delete", "pv", volume, "--wait=false"); // held while it is bound
    cluster.kubectl("delete", "pvc", THICK, "--wait=false");
    awaitAnother(second);
    await(THICK, "Direct");
    assertThat(volume(image).at("/metadata/deletionTimestamp").isMissingNode()).isTrue();
    assertThat(file(image)).exists();
  }

  @Test
  @Order(5)
  void shouldGrowTheVolumeAndLeaveTheRequestThatCannotGrow() {
    cluster.kubectl(
        "patch", "vmdi", THICK, "--type=merge", "-p", "{\"spec\":{\"size\":\"128Mi\"}}");

    cluster.await(
        "PersistentVolume",
        null,
        volumeName(get(THICK)),
        one -> one.at("/spec/capacity/storage").asText().equals("128Mi"));
    await(THICK, "Direct");
    assertThat(claim(THICK).at("/spec/resources/requests/storage").asText()).isEqualTo("64Mi");
    assertThatThrownBy(
            () ->
                cluster.kubectl(
                    "patch",
                    "pvc",
                    THICK,
                    "--type=merge",
                    "-p",
                    "{\"spec\":{\"resources\":{\"requests\":{\"storage\":\"128Mi\"}}}}"))
        .hasMessageContaining("only dynamically provisioned pvc can be resized");
  }

  @Test
  @Order(6)
  void shouldDeleteAnImageOnlyWhenNoPodUsesIt() {
    JsonNode image = get(EXAMPLE);
    cluster.apply(readme("kind: Pod"));

    cluster.kubectl("delete", "vmdi", EXAMPLE, "--wait=false");

    JsonNode held = await(EXAMPLE, "ClaimInUse");
    assertThat(Cluster.message(held, "Ready")).contains("shell");
    assertThat(order(image).at("/metadata/deletionTimestamp").isMissingNode()).isTrue();
    assertThat(file(image)).exists();

    cluster.kubectl("delete", "pod", "shell", "--force", "--grace-period=0");
    awaitGone(image);
  }

  @Test
  @Order(7)
  void shouldLeaveNothingOfAnImageWhoseFinalizerSomebodyTookAway() {
    JsonNode image = get("taken");
    cluster.apply(readme("kind: Pod").replace(EXAMPLE, "taken"));
    cluster.kubectl("delete", "vmdi", "taken", "--wait=false");
    await("taken", "ClaimInUse");

    cluster.kubectl(
        "patch", "vmdi", "taken", "--type=merge", "-p", "{\"metadata\":{\"finalizers\":null}}");
    // As the garbage collector does, which is not there.
    cluster.kubectl("delete", "vmalloc", image.at("/metadata/uid").asText(), "--wait=false");

    assertThat(cluster.get("VmDiskImage", HERE, "taken")).isNull();
    assertThat(file(image)).exists();
    cluster.kubectl("delete", "pod", "shell", "--force", "--grace-period=0");
    awaitGone(image);
  }

  @Test
  @Order(8)
  void shouldKeepTheFileWhenTheWholeNamespaceIsDeletedAtOnce() {
    JsonNode image = get(THICK);
    cluster.apply(readme("kind: Pod").replace(EXAMPLE, THICK));

    // As the namespace controller does, which is not there.
    cluster.kubectl("delete", "vmalloc,pvc,vmdi", "--all", "--wait=false");

    await(THICK, "ClaimInUse");
    assertThat(order(image).at("/metadata/deletionTimestamp").isMissingNode()).isFalse();
    assertThat(file(image)).exists();

    cluster.kubectl("delete", "pod", "shell", "--force", "--grace-period=0");
    awaitGone(image);
    cluster.awaitTrue("nothing is left", () -> cluster.list("VmDiskImage").isEmpty());
    cluster.awaitTrue("no volume is left", () -> cluster.list("PersistentVolume").isEmpty());
  }

  @Test
  void shouldNameAClaimThatThereIsInTheMachineOfTheReadme() {
    JsonNode machine = Yaml.first(readme("kind: VirtualMachine"));
    assertThat(machine.at("/spec/template/spec/volumes/0/persistentVolumeClaim/claimName").asText())
        .isEqualTo(EXAMPLE);
    assertThat(machine.at("/spec/template/spec/volumes/0/name"))
        .isEqualTo(machine.at("/spec/template/spec/domain/devices/disks/0/name"));
  }

  private static String readme(String part) {
    return Readme.blocks("yaml").stream()
        .filter(block -> block.contains(part))
        .findFirst()
        .orElseThrow();
  }

  private static String policy(String policy) {
    return "{\"spec\":{\"persistentVolumeReclaimPolicy\":\"%s\"}}".formatted(policy);
  }

  private JsonNode get(String image) {
    return Objects.requireNonNull(cluster.get("VmDiskImage", HERE, image));
  }

  private JsonNode await(String image, String published) {
    return cluster.await(
        "VmDiskImage", HERE, image, one -> Cluster.reason(one, "Published").equals(published));
  }

  private JsonNode awaitBound(String claim) {
    return cluster.await(
        "PersistentVolumeClaim",
        HERE,
        claim,
        one -> one.at("/status/phase").asText().equals("Bound"));
  }

  private void awaitAnother(String uid) {
    cluster.awaitTrue(
        "a new claim is bound",
        () -> {
          JsonNode claim = cluster.get("PersistentVolumeClaim", HERE, THICK);
          return claim != null
              && !claim.at("/metadata/uid").asText().equals(uid)
              && claim.at("/status/phase").asText().equals("Bound");
        });
  }

  private void awaitGone(JsonNode image) {
    String name = image.at("/metadata/name").asText();
    cluster.awaitTrue(
        name + " is gone, with all that belongs to it",
        () ->
            cluster.get("VmDiskImage", HERE, name) == null
                && cluster.get("PersistentVolume", null, volumeName(image)) == null);
    assertThat(cluster.get("PersistentVolumeClaim", HERE, name)).isNull();
    assertThat(cluster.get("DiskAllocation", HERE, image.at("/metadata/uid").asText())).isNull();
    assertThat(Files.exists(file(image).getParent())).isFalse();
  }

  private JsonNode claim(String name) {
    return Objects.requireNonNull(cluster.get("PersistentVolumeClaim", HERE, name));
  }

  private JsonNode volume(JsonNode image) {
    return Objects.requireNonNull(cluster.get("PersistentVolume", null, volumeName(image)));
  }

  private JsonNode order(JsonNode image) {
    return Objects.requireNonNull(
        cluster.get("DiskAllocation", HERE, image.at("/metadata/uid").asText()));
  }

  private static String volumeName(JsonNode image) {
    return "diskwright-" + image.at("/metadata/uid").asText();
  }

  private static Path file(JsonNode image) {
    return Path.of(image.at("/status/allocation/path").asText());
  }
}
