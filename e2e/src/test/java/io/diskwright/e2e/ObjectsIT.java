package io.diskwright.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.diskwright.e2e.server.KubeApiServer;
import io.diskwright.e2e.server.ServerTools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The manifests on a real API server: what they accept, what they refuse and with which words. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ObjectsIT {
  private static final Path OBJECTS = Project.path("crds/src/test/resources/objects");
  private static final Pattern MESSAGE = Pattern.compile("\\A# message: (.+)\n");

  private final Path directory;
  private final KubeApiServer server;

  ObjectsIT(@TempDir Path directory) {
    this.directory = directory;
    this.server = KubeApiServer.start(ServerTools.locate(), directory);
  }

  @BeforeAll
  void install() {
    server.kubectl("apply", "-k", Project.path("crds/manifests").toString());
    server.kubectl("wait", "--for=condition=Established", "crd", "--all", "--timeout=60s");
  }

  @AfterAll
  void stop() {
    server.close();
  }

  @TestFactory
  Stream<DynamicTest> shouldAcceptWhatIsValid() {
    return tests("valid-*.yaml", (file, arguments) -> send(file, arguments));
  }

  @TestFactory
  Stream<DynamicTest> shouldSayWhatToDoAboutWhatIsInvalid() {
    return tests(
        "invalid-*.yaml",
        (file, arguments) ->
            assertThatThrownBy(() -> send(file, arguments))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining(message(file)));
  }

  @TestFactory
  Stream<DynamicTest> shouldAcceptWhatTheReadmeShows() {
    List<String> objects =
        Readme.blocks("yaml").stream()
            .filter(block -> block.startsWith("apiVersion: diskwright.io/"))
            .toList();
    assertThat(objects).hasSize(3);
    return objects.stream()
        .map(
            object ->
                DynamicTest.dynamicTest(
                    object.lines().skip(1).findFirst().orElse(""),
                    () ->
                        send(
                            Files.writeString(directory.resolve("readme.yaml"), object),
                            List.of("create", "--dry-run=server"))));
  }

  @Test
  void shouldListOrdersOfOneNode() {
    // Given
    server.kubectl("create", "namespace", "selectable");
    server.kubectl(
        "apply", "-n", "selectable", "-f", OBJECTS.resolve("valid-allocation.yaml").toString());

    // Then
    assertThat(orders("node-a")).hasSize(1);
    assertThat(orders("node-b")).isEmpty();
    assertThat(server.kubectl("get", "diskwright", "-n", "selectable", "-o", "name"))
        .contains("diskallocation.diskwright.io/");
  }

  @Test
  void shouldFitTheTerminalAndReadWell() throws IOException {
    // Given
    Path bare =
        Files.writeString(
            directory.resolve("device.yaml"),
            """
            apiVersion: diskwright.io/v1alpha1
            kind: StorageDevice
            metadata: {name: storage-node-17-3f9c1b2d, labels: {diskwright.io/pool: default}}
            """);
    server.kubectl("create", "-f", bare.toString());
    server.kubectl(
        "patch",
        "vmdev/storage-node-17-3f9c1b2d",
        "--subresource=status",
        "--type=merge",
        "-p",
        """
        {"status": {"nodeName": "storage-node-17", "kind": "NetworkFilesystem", "identity": {},
         "target": {"directory": "/var/lib/diskwright"}, "stack": [], "capabilities": [],
         "properties": {"filesystem": "nfs4"}, "has": [], "lacks": [],
         "capacity": {"totalBytes": 107374182400, "freeBytes": 49928994816, "free": "46.5Gi",
          "allocatableBytes": 44882386944, "allocatable": "41.8Gi"},
         "conditions": [{"type": "Ready", "status": "True", "reason": "Probed", "message": "",
           "lastTransitionTime": "2026-01-01T00:00:00Z"},
          {"type": "Healthy", "status": "False", "reason": "Degraded", "message": "",
           "lastTransitionTime": "2026-01-01T00:00:00Z"}]}}
        """);

    // When
    String table = server.kubectl("get", "vmdev");
    String wide = server.kubectl("get", "vmdev", "-o", "wide");

    // Then
    assertThat(table.lines()).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(140));
    assertThat(table)
        .containsSubsequence("FREE", "ALLOCATABLE", "READY", "HEALTHY", "AGE")
        .containsSubsequence("storage-node-17", "default", "46.5Gi", "41.8Gi", "True", "False");
    assertThat(wide).contains("/var/lib/diskwright", "Probed", "Degraded", "THINPOOL");
  }

  @Test
  void shouldTurnTheDeviceTierOn() {
    // Given
    server.kubectl("create", "namespace", "diskwright-system");

    // When
    String[] apply = {"apply", "--dry-run=server", "--validate=strict", "-o", "json", "-l"};
    String agent = "app.kubernetes.io/name=diskwright-agent";
    String tier = apply("deploy/device-tier", agent, apply);
    String usual = apply("deploy/kustomize", agent, apply);

    // Then
    assertThat(tier)
        .contains("\"privileged\": true", "--bounding-set=-all,+sys_admin,+sys_rawio")
        .contains("\"path\": \"/dev\"", "\"mountPath\": \"/var/lib/diskwright\"")
        .doesNotContain("\"drop\"");
    assertThat(usual)
        .contains("\"drop\"", "\"allowPrivilegeEscalation\": false")
        .doesNotContain("privileged\": true", "\"path\": \"/dev\"", "\"add\"");
  }

  private String apply(String directory, String labels, String... command) {
    List<String> arguments = new ArrayList<>(List.of(command));
    arguments.addAll(List.of(labels, "-k", Project.path(directory).toString()));
    return server.kubectl(arguments.toArray(String[]::new));
  }

  private List<String> orders(String node) {
    return server
        .kubectl(
            "get",
            "vmalloc",
            "-n",
            "selectable",
            "-o",
            "name",
            "--field-selector=spec.nodeName=" + node)
        .lines()
        .filter(line -> line.startsWith("diskallocation"))
        .toList();
  }

  private Stream<DynamicTest> tests(String glob, Check check) {
    List<Path> files = Project.list(OBJECTS, glob);
    assertThat(files).hasSizeGreaterThan(10);
    return files.stream()
        .map(
            file ->
                DynamicTest.dynamicTest(
                    file.getFileName().toString(),
                    () -> {
                      String[] documents = Files.readString(file).split("(?m)^---\n");
                      if (documents.length == 1) {
                        check.run(file, List.of("create", "--dry-run=server"));
                      } else {
                        update(file, documents, check);
                      }
                    }));
  }

  /** Creates the first document, in a namespace of its own, then checks the second. */
  private void update(Path file, String[] documents, Check check) throws IOException {
    assertThat(documents).hasSize(2);
    String namespace = file.getFileName().toString().replace(".yaml", "");
    server.kubectl("create", "namespace", namespace);
    Path first = Files.writeString(directory.resolve(namespace + "-1.yaml"), documents[0]);
    Path second =
        Files.writeString(
            directory.resolve(namespace + "-2.yaml"),
            documents[0].lines().findFirst().orElse("#") + "\n" + documents[1]);
    send(first, List.of("create", "--namespace=" + namespace));
    check.run(second, List.of("replace", "--namespace=" + namespace));
  }

  private void send(Path file, List<String> arguments) {
    List<String> all = new ArrayList<>(arguments);
    all.addAll(List.of("--validate=strict", "-f", file.toString()));
    server.kubectl(all.toArray(String[]::new));
  }

  private static String message(Path file) throws IOException {
    Matcher matcher = MESSAGE.matcher(Files.readString(file));
    assertThat(matcher.find()).as("a first line with the message, in %s", file).isTrue();
    return matcher.group(1);
  }

  private interface Check {
    void run(Path file, List<String> arguments) throws IOException;
  }
}
