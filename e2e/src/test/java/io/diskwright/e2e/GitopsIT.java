package io.diskwright.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.diskwright.e2e.server.Helm;
import io.diskwright.testing.Requires;
import io.diskwright.testing.Shell;
import java.nio.file.Files;
import java.nio.file.Path;
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
 * What tools that keep a cluster as a repository says see of our kinds: Helm 4 waits by the rules
 * of kstatus, as Flux does; Argo CD by a script. Statuses are written by the test, as the operator
 * would.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class GitopsIT {
  private static final Path EXAMPLES = Project.path("deploy/examples/gitops");
  private static final String SOON = "--timeout=4s";

  private final Path directory;
  private Helm helm;
  private Cluster cluster;

  GitopsIT(@TempDir Path directory) {
    this.directory = directory;
  }

  @BeforeAll
  void start() throws Exception {
    helm = Helm.locate(directory);
    cluster = Cluster.start(directory.resolve("cluster"));
    Path chart = directory.resolve("waited");
    Files.createDirectories(chart.resolve("templates"));
    Files.writeString(
        chart.resolve("Chart.yaml"), "{apiVersion: v2, name: waited, version: 1.0.0}");
    Files.writeString(
        chart.resolve("templates/all.yaml"),
        Images.image("waited", "size: {{ .Values.size }}")
            + """
            ---
            apiVersion: diskwright.io/v1alpha1
            kind: StoragePool
            metadata: {name: waited}
            spec: {targets: [{directory: {path: /var/lib/diskwright}}]}
            ---
            apiVersion: diskwright.io/v1alpha1
            kind: VmDiskClass
            metadata: {name: waited}
            spec: {description: waited for}
            """);
  }

  @AfterAll
  void stop() {
    if (cluster != null) {
      cluster.close();
    }
  }

  @Test
  @Order(1)
  void shouldBeWaitedForWhileNobodyHasLookedAtIt() {
    // When
    Helm.Result result = helmWaits("install", "1Gi", SOON);

    // Then
    assertThat(result.code()).isNotZero();
    assertThat(result.err()).contains("waited", "not ready");
    for (String kind : List.of("vmdi", "vmpool", "vmclass")) {
      assertThat(get(kind, "{.status.observedGeneration}")).isEqualTo("-1");
    }
  }

  @Test
  @Order(2)
  void shouldBeWaitedForWhileOneOfThemIsNotReady() {
    // Given
    ready("vmpool", "True", 1);
    ready("vmclass", "True", 1);
    ready("vmdi", "False", 1);

    // Then
    Helm.Result result = helmWaits("upgrade", "1Gi", SOON);
    assertThat(result.code()).isNotZero();
    assertThat(result.err()).contains("VmDiskImage").doesNotContain("StoragePool");
  }

  @Test
  @Order(3)
  void shouldBeDoneWhenAllAreReady() {
    // Given
    ready("vmdi", "True", 1);

    // Then
    assertThat(helmWaits("upgrade", "1Gi", "--timeout=60s").code()).isZero();
  }

  @Test
  @Order(4)
  void shouldBeWaitedForWhenReadyIsAboutWhatWasWantedBefore() {
    // When
    Helm.Result result = helmWaits("upgrade", "2Gi", SOON);

    // Then
    assertThat(get("vmdi", "{.metadata.generation}")).isEqualTo("2");
    assertThat(result.code()).isNotZero();
    assertThat(result.err()).contains("VmDiskImage");

    // When
    ready("vmdi", "True", 2);

    // Then
    assertThat(helmWaits("upgrade", "2Gi", "--timeout=60s").code()).isZero();
  }

  @Test
  @Order(5)
  void shouldHaveNothingToDoWhenSyncedAgain() {
    List<Path> examples = Project.list(Project.path("deploy/examples"), "*.yaml");
    assertThat(examples).hasSizeGreaterThan(8);
    cluster.kubectl("create", "namespace", "shop"); // of an example
    for (Path example : examples) {
      cluster.kubectl("apply", "--server-side", "-f", example.toString());
      assertThat(cluster.kubectl("diff", "--server-side", "-f", example.toString()))
          .as(example.toString())
          .isEmpty();
    }
  }

  @Test
  void shouldGiveTheChartValuesThatItTakes() throws Exception {
    // Given
    JsonNode application = Yaml.first(Shell.read(EXAMPLES.resolve("argocd.yaml")));
    JsonNode release =
        Yaml.all(Shell.read(EXAMPLES.resolve("flux.yaml"))).stream()
            .filter(object -> object.path("kind").asText().equals("HelmRelease"))
            .findFirst()
            .orElseThrow();

    // Then
    for (JsonNode values :
        List.of(application.at("/spec/source/helm/valuesObject"), release.at("/spec/values"))) {
      assertThat(values.isObject()).isTrue();
      Path file = Files.writeString(directory.resolve("values.json"), values.toString());
      assertThat(helm.must("template", ChartTemplates.CHART.toString(), "-f", file.toString()))
          .contains("replicas: 2", "kind: VmDiskClass");
    }
    for (String chart :
        List.of(
            application.at("/spec/source/path").asText(),
            release.at("/spec/chart/spec/chart").asText())) {
      assertThat(Project.path(chart).resolve("Chart.yaml")).exists();
    }
  }

  @Test
  void shouldBeHealthyForArgoCdWhenReadyForWhatIsWantedNow() throws Exception {
    Requires.command("lua5.1"); // of the version that Argo CD speaks
    JsonNode scripts = Yaml.first(Shell.read(EXAMPLES.resolve("argocd-health.yaml"))).path("data");

    for (String kind : List.of("VmDiskImage", "StoragePool", "VmDiskClass")) {
      String script = scripts.path("resource.customizations.health.diskwright.io_" + kind).asText();
      assertThat(health(script, "nil", "")).startsWith("Progressing");
      assertThat(health(script, "-1", "")).startsWith("Progressing");
      assertThat(health(script, "2", "")).startsWith("Progressing");
      assertThat(health(script, "1", ready("True", "Ready"))).startsWith("Progressing");
      assertThat(health(script, "2", ready("True", "Ready"))).isEqualTo("Healthy: said");
      assertThat(health(script, "2", ready("False", "InProgress"))).isEqualTo("Progressing: said");
      assertThat(health(script, "2", ready("False", "NoDevice"))).isEqualTo("Degraded: said");
    }
  }

  private static String ready(String status, String reason) {
    return "{type='Accepted',status='True',reason='Valid',message='other'},{type='Ready',status='%s',reason='%s',message='said'}"
        .formatted(status, reason);
  }

  private String health(String script, String observed, String conditions) throws Exception {
    Path file =
        Files.writeString(
            directory.resolve("health.lua"),
            """
            obj = {metadata = {generation = 2}, status = {observedGeneration = %s, conditions = {%s}}}
            local health = (function()
            %s
            end)()
            io.write(health.status, ": ", health.message)
            """
                .formatted(observed, conditions, script));
    return Shell.run("lua5.1", file.toString());
  }

  private Helm.Result helmWaits(String command, String size, String timeout) {
    return helm.run(
        Stream.of(
                command,
                "waited",
                directory.resolve("waited").toString(),
                "--kubeconfig=" + cluster.adminKubeconfig(),
                "--wait",
                timeout,
                "--set",
                "size=" + size)
            .toList());
  }

  private String get(String kind, String path) {
    return cluster.kubectl("get", kind, "waited", "-o", "jsonpath=" + path);
  }

  private void ready(String kind, String status, int generation) {
    cluster.kubectl(
        "patch",
        kind,
        "waited",
        "--subresource=status",
        "--type=merge",
        "-p",
        """
        {"status": {"observedGeneration": %d, "conditions": [{"type": "Ready", "status": "%s",
          "reason": "Said", "message": "", "lastTransitionTime": "2026-01-01T00:00:00Z"}]}}
        """
            .formatted(generation, status));
  }
}
