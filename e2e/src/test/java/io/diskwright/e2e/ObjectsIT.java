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
