package io.diskwright.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.diskwright.e2e.server.AuditLog.Request;
import io.diskwright.testing.LoopFilesystem;
import io.diskwright.testing.Requires;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * From pool to file and back: operator and two agents against a real API server, under the shipped
 * rights, on a loop-mounted ext4 and xfs. The steps build on each other, in order.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class WholeRoadIT {

  private static final String THICK = "Preallocated";
  private static final long IDLE_MILLIS = 8000;
  private static final long SETTLED_MILLIS = 4000;
  private static final int MOST_TRIES = 8;
  private static final List<String> NODES = List.of("node-ext4", "node-xfs");

  private final LoopFilesystem ext4;
  private final LoopFilesystem xfs;
  private final Cluster cluster;

  WholeRoadIT(@TempDir Path directory) {
    Requires.command("qemu-img");
    ext4 = LoopFilesystem.of("ext4").bytes(8L << 30).make();
    xfs = LoopFilesystem.of("xfs").bytes(8L << 30).make();
    cluster = Cluster.start(directory);
  }

  @BeforeAll
  void startEverything() {
    NODES.forEach(cluster::addNode);
    cluster.apply(pool("ext4", ext4));
    cluster.apply(pool("xfs", xfs));
    cluster.startOperator();
    NODES.forEach(cluster::startAgent);
    cluster.awaitDevices(NODES.size());
  }

  @AfterAll
  void stopEverything() {
    cluster.close();
    xfs.close();
    ext4.close();
  }

  @Test
  @Order(1)
  void shouldPublishWhatItProbedWhenAPoolNamesADirectory() {
    for (JsonNode device : cluster.awaitDevices(NODES.size())) {
      JsonNode status = device.path("status");
      String type = device.path("metadata").path("labels").path("diskwright.io/pool").asText();
      assertThat(status.path("nodeName").asText()).isEqualTo("node-" + type);
      assertThat(status.path("properties").path("filesystem").asText()).isEqualTo(type);
      assertThat(status.path("capabilities")).hasSize(19);
      assertThat(status.path("has").size() + status.path("lacks").size()).isEqualTo(19);
      assertThat(status.path("has").toString().contains("\"Cloning\""))
          .isEqualTo(type.equals("xfs"));
    }
  }

  @Test
  @Order(2)
  void shouldMakeEveryExampleAsDecidedOrSayWhyNot() {
    cluster.kubectl("create", "namespace", "shop");
    for (Path example : examples()) {
      cluster.kubectl("apply", "--server-side", "-n", "shop", "-f", example.toString());
    }
    List<JsonNode> images = cluster.list("VmDiskImage");
    assertThat(images).hasSizeGreaterThanOrEqualTo(6);
    for (JsonNode listed : images) {
      String name = name(listed);
      JsonNode image = await(name, i -> Cluster.condition(i, "Ready").equals("True"));
      JsonNode status = image.path("status");
      assertThat(status.path("observedGeneration"))
          .isEqualTo(image.path("metadata").path("generation"));
      assertThat(status.path("decision").path("because")).isNotEmpty();
      String home =
          status.path("decision").path("node").asText().equals("node-xfs") ? dir(xfs) : dir(ext4);
      assertThat(status.path("allocation").path("path").asText()).startsWith(home);
      ImageFile.assertAsDecided(status, status.path("allocation").path("virtualBytes").asLong());
    }
  }

  @Test
  @Order(3)
  void shouldMakeNothingWhenOnlyAPlanIsWanted() throws Exception {
    List<Path> before = files();
    cluster.apply(Images.image("only-planned", "size: 64Mi, planOnly: true"));
    JsonNode image =
        cluster.await(
            "VmDiskImage",
            "default",
            "only-planned",
            i -> Cluster.condition(i, "Planned").equals("True"));
    assertThat(image.path("status").path("decision").path("because")).isNotEmpty();
    cluster.kubectl("delete", "vmdi", "only-planned", "--timeout=30s");
    assertThat(files()).isEqualTo(before);
  }

  @Test
  @Order(4)
  void shouldGrowTheImageWhereItIsWhenItsSizeIsRaised() {
    // Given
    JsonNode image =
        cluster.list("VmDiskImage").stream()
            .filter(i -> Cluster.condition(i, "Ready").equals("True"))
            .filter(i -> i.path("status").path("decision").path("policy").asText().equals(THICK))
            .findFirst()
            .orElseThrow();
    JsonNode before = image.path("status");
    long size = before.path("allocation").path("virtualBytes").asLong() + (64L << 20);

    // When
    cluster.kubectl(
        "patch",
        "vmdi",
        name(image),
        "-n",
        "shop",
        "--type=merge",
        "-p",
        "{\"spec\":{\"size\":\"%d\"}}".formatted(size));

    // Then
    JsonNode grown =
        await(
            name(image),
            i ->
                i.path("status").path("allocation").path("virtualBytes").asLong() == size
                    && Cluster.condition(i, "Ready").equals("True"));
    assertThat(grown.path("status").path("allocation").path("path"))
        .isEqualTo(before.path("allocation").path("path"));
    ImageFile.assertAsDecided(grown.path("status"), size);
  }

  @Test
  @Order(5)
  void shouldWriteNothingWhenNothingChanges() throws Exception {
    // What the step before set off is written later, one thing after the other.
    int before;
    int tries = 0;
    do {
      before = writes().size();
      Thread.sleep(SETTLED_MILLIS);
      tries++;
    } while (writes().size() > before && tries < MOST_TRIES);
    Thread.sleep(IDLE_MILLIS);
    assertThat(writes().subList(before, writes().size())).isEmpty();
  }

  @Test
  @Order(6)
  void shouldWatchItsOwnNodeOnlyAndNeedNoRightItLacks() {
    List<Request> asked =
        cluster.audit().requestsOf(":" + Cluster.AGENT).stream()
            .filter(request -> request.resource().equals("diskallocations"))
            .filter(request -> request.verb().equals("list") || request.verb().equals("watch"))
            .toList();
    for (String node : NODES) {
      assertThat(asked).anyMatch(request -> request.uri().contains(selects(node)));
    }
    assertThat(asked)
        .allMatch(
            request -> NODES.stream().anyMatch(node -> request.uri().contains(selects(node))));
    assertThat(cluster.audit().requests())
        .filteredOn(request -> request.user().contains(Cluster.NAMESPACE))
        .noneMatch(request -> request.code() == 403);
    assertThat(cluster.audit().requestsOf(":" + Cluster.AGENT))
        .noneMatch(request -> request.resource().startsWith("secrets"));
  }

  @Test
  @Order(7)
  void shouldLeaveOnlyWhatIsToBeRetainedWhenImagesAreDeleted() throws Exception {
    // Given
    List<Path> retained =
        cluster.list("VmDiskImage").stream()
            .filter(image -> image.path("spec").path("deletionPolicy").asText().equals("Retain"))
            .map(image -> image.path("status").path("allocation").path("path").asText())
            .map(path -> Path.of(path).getParent())
            .toList();
    assertThat(retained).isNotEmpty();

    // When
    cluster.kubectl("delete", "vmdi", "-n", "shop", "--all", "--timeout=60s");
    cluster.awaitTrue("no allocation left", () -> cluster.list("DiskAllocation").isEmpty());

    // Then
    assertThat(files()).containsExactlyInAnyOrderElementsOf(retained);
    assertThat(retained).allMatch(Files::isDirectory);
  }

  @Test
  @Order(8)
  void shouldStayAliveAndReadyThroughout() {
    assertThat(cluster.logs()).doesNotContain("ended with");
  }

  private static String selects(String node) {
    return "fieldSelector=spec.nodeName%3D" + node;
  }

  private List<Request> writes() {
    return cluster.audit().requests().stream()
        .filter(request -> request.user().contains(Cluster.NAMESPACE))
        .filter(Request::isWrite)
        .toList();
  }

  private JsonNode await(String name, java.util.function.Predicate<JsonNode> wanted) {
    return cluster.await("VmDiskImage", "shop", name, wanted);
  }

  private static String name(JsonNode object) {
    return object.path("metadata").path("name").asText();
  }

  private static List<Path> examples() {
    return Project.list(Project.path("deploy/examples"), "*.yaml").stream()
        .filter(example -> !example.endsWith("pool.yaml"))
        .toList();
  }

  private static String dir(LoopFilesystem filesystem) {
    return filesystem.directory().resolve("pool").toString();
  }

  private List<Path> files() throws IOException {
    List<Path> found = new ArrayList<>();
    for (LoopFilesystem filesystem : List.of(ext4, xfs)) {
      try (Stream<Path> entries = Files.list(filesystem.directory().resolve("pool"))) {
        entries.filter(e -> !e.endsWith(".diskwright-identity")).forEach(found::add);
      }
    }
    return found;
  }

  private static String pool(String type, LoopFilesystem filesystem) {
    return """
    apiVersion: diskwright.io/v1alpha1
    kind: StoragePool
    metadata: {name: %s}
    spec:
      nodeSelector: {matchLabels: {kubernetes.io/hostname: node-%s}}
      targets: [{directory: {path: %s}}]
    """
        .formatted(type, type, dir(filesystem));
  }
}
