package io.diskwright.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.diskwright.e2e.server.Helm;
import io.diskwright.e2e.server.ServerTools;
import io.diskwright.testing.Shell;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The chart, with Helm and without a cluster: what it renders, and what it refuses. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ChartIT {
  private static final String CHART = ChartTemplates.CHART.toString();
  private static final String NAMESPACE = "diskwright-system";
  private static final String KEEP = "helm.sh/resource-policy";

  /** Kustomize writes 0.0 as 0. */
  private static final Comparator<JsonNode> ALIKE =
      (one, other) ->
          one.isNumber() && other.isNumber()
              ? one.decimalValue().compareTo(other.decimalValue())
              : one.equals(other) ? 0 : 1;

  private static final String MONITORING =
      "monitoring.serviceMonitor.enabled=true,monitoring.alerts.enabled=true"
          + ",monitoring.dashboard.enabled=true";

  private final Path directory;
  private Helm helm;
  private Path kubectl;

  ChartIT(@TempDir Path directory) {
    this.directory = directory;
  }

  @BeforeAll
  void findTools() {
    helm = Helm.locate(directory);
    kubectl = ServerTools.locate().program("kubectl");
  }

  @Test
  void shouldHaveNothingToComplainAboutWhenLinted() {
    assertThat(helm.must("lint", "--strict", CHART))
        .contains("1 chart(s) linted, 0 chart(s) failed");
    assertThat(helm.run("lint", "--strict", CHART, "--set", "agent.deviceTier=2").code())
        .isNotZero();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''                                      | .                             | ''",
        "agent.deviceTier=true                   | ../device-tier                | ''",
        "classes.create=true                     | . ../classes                  | ''",
        "networkPolicies.enabled=true            | .                             | network-policies",
        "exports.enabled=true                    | ../exports                    | ''",
        MONITORING + "                           | .                             | monitoring",
        "agent.deviceTier=true,classes.create=true,networkPolicies.enabled=true,exports.enabled=true,"
            + MONITORING
            + " | . ../classes | device-tier network-policies monitoring exports"
      })
  void shouldRenderWhatKustomizeDoes(String set, String resources, String components)
      throws Exception {
    // Given
    Path manifests = directory.toRealPath().relativize(Project.path("deploy/kustomize"));
    StringBuilder kustomization = new StringBuilder("resources:\n");
    for (String resource : resources.split(" ")) {
      kustomization.append("- ").append(manifests.resolve(resource)).append('\n');
    }
    kustomization.append(components.isEmpty() ? "" : "components:\n");
    for (String component : components.isEmpty() ? new String[0] : components.split(" ")) {
      kustomization.append("- ").append(manifests.resolve(component)).append('\n');
    }
    Files.writeString(directory.resolve("kustomization.yaml"), kustomization);

    // When
    SortedMap<String, JsonNode> byKustomize =
        objects(Shell.run(kubectl.toString(), "kustomize", directory.toString()));
    SortedMap<String, JsonNode> byHelm = objects(render("--include-crds", "--set", set));

    // Then
    assertThat(byKustomize.remove("v1 Namespace / " + NAMESPACE)).isNotNull();
    assertThat(byHelm.keySet()).isEqualTo(byKustomize.keySet());
    byKustomize.forEach(
        (name, object) ->
            assertThat(object.equals(ALIKE, byHelm.get(name)))
                .as("%s by kustomize:%n%s%nand by Helm:%n%s", name, object, byHelm.get(name))
                .isTrue());
  }

  @Test
  void shouldMakeTheExamplePoolWhenAsked() {
    JsonNode example = Yaml.first(Shell.read(Project.path("deploy/examples/pool.yaml")));
    assertThat(objects(render("--set", "pool.create=true")).values()).contains(example);
  }

  @Test
  void shouldInstallAsTheReadmesSay() {
    List<String> commands =
        Stream.of(Project.path("README.md"), ChartTemplates.CHART.resolve("README.md"))
            .flatMap(readme -> Shell.read(readme).lines())
            .filter(line -> line.startsWith("helm install "))
            .map(
                line ->
                    line.replaceFirst(" +#.*", "")
                        .replace("deploy/", Project.path("deploy/") + "/"))
            .toList();
    assertThat(commands).hasSize(2);
    for (String command : commands) {
      List<String> words = new ArrayList<>(List.of(command.split(" +")));
      words.removeFirst();
      words.add("--dry-run=client");
      assertThat(helm.must(words)).contains("kind: DaemonSet", "is installed in the namespace");
    }
  }

  @Test
  void shouldBeOfAnyNamespace() {
    String rendered =
        helm.must("template", "other", CHART, "--namespace=of-mine", "--set", everything());
    assertThat(rendered)
        .doesNotContain(NAMESPACE)
        .contains("--lease-namespace=of-mine", "namespace: \"of-mine\"");
  }

  @Test
  void shouldSetWhatValuesSay() {
    String digest = "sha256:" + "0123456789abcdef".repeat(4);
    String rendered =
        render(
            "--set",
            "operator.replicas=3,operator.image.repository=registry.example:5000/team/operator"
                + ",operator.image.tag=1.2.3,operator.image.digest="
                + digest
                + ",operator.logLevel=debug,agent.nodeSelector.disks=many"
                + ",agent.tolerations=null,agent.directories={/srv/a,/srv/b}"
                + ",agent.keyDirectory=/srv/key"
                + ",imagePullSecrets[0].name=registry,agent.image.pullPolicy=Always"
                + ",agent.resources.limits.memory=512Mi");
    SortedMap<String, JsonNode> objects = objects(rendered);
    JsonNode operator =
        Objects.requireNonNull(
            objects.get("apps/v1 Deployment diskwright-system/ diskwright-operator"));
    JsonNode agent =
        Objects.requireNonNull(
            objects.get("apps/v1 DaemonSet diskwright-system/ diskwright-agent"));

    assertThat(operator.at("/spec/replicas").asInt()).isEqualTo(3);
    JsonNode container = operator.at("/spec/template/spec/containers/0");
    assertThat(container.path("image").asText())
        .isEqualTo("registry.example:5000/team/operator:1.2.3@" + digest);
    assertThat(container.path("env").toString())
        .contains("JDK_JAVA_OPTIONS", "-Dorg.slf4j.simpleLogger.defaultLogLevel=debug");
    assertThat(operator.at("/spec/template/spec/imagePullSecrets/0/name").asText())
        .isEqualTo("registry");
    JsonNode pod = agent.at("/spec/template/spec");
    assertThat(pod.at("/nodeSelector/disks").asText()).isEqualTo("many");
    assertThat(pod.path("tolerations")).isEmpty();
    assertThat(pod.at("/containers/0/imagePullPolicy").asText()).isEqualTo("Always");
    assertThat(pod.at("/containers/0/env").toString()).doesNotContain("JDK_JAVA_OPTIONS");
    assertThat(pod.at("/containers/0/resources/limits/memory").asText()).isEqualTo("512Mi");
    assertThat(pod.at("/containers/0/resources/requests/memory").asText()).isEqualTo("96Mi");
    assertThat(pod.at("/containers/0/volumeMounts").toString())
        .contains("\"name\":\"pool-0\",\"mountPath\":\"/srv/a\"")
        .contains("\"name\":\"pool-1\",\"mountPath\":\"/srv/b\"")
        .contains("\"name\":\"key\",\"mountPath\":\"/srv/key\"")
        .doesNotContain("/var/lib/diskwright");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "operator.replicas=-1                     | /operator/replicas",
        "operator.replicas=two                    | /operator/replicas",
        "operator.logLevel=verbose                | /operator/logLevel",
        "operator.image.digest=sha256:12          | /operator/image/digest",
        "operator.image.repository=UPPER          | /operator/image/repository",
        "operator.image.tag=a/b                   | /operator/image/tag",
        "operator.resources.requests.memory=lots  | /operator/resources/requests/memory",
        "operator.resources.memory=1Gi            | memory",
        "agent.toleration[0].key=x                | toleration",
        "agent.tolerations[0].operator=Is         | /agent/tolerations/0/operator",
        "agent.directories={var/lib}              | /agent/directories/0",
        "agent.directories={/srv/}                | /agent/directories/0",
        "agent.keyDirectory=var/lib               | /agent/keyDirectory",
        "agent.directories={/srv,/srv}             | /agent/directories",
        "agent.deviceTier=yes                     | /agent/deviceTier",
        "agent.image.pullPolicy=Sometimes         | /agent/image/pullPolicy",
        "exports.enabled=yes                      | /exports/enabled",
        "imagePullSecrets={registry}              | /imagePullSecrets/0",
        "pool.name=Default                        | /pool/name",
        "pool.spec.targets=none                   | /pool/spec/targets",
        "networkPolicies.agentPorts={0}           | /networkPolicies/agentPorts/0",
        "networkPolicies.operatorPorts={}         | /networkPolicies/operatorPorts",
        "monitoring.serviceMonitor.interval=often | /monitoring/serviceMonitor/interval",
        "namespace=elsewhere                      | namespace"
      })
  void shouldRefuseWhatIsNoValue(String set, String place) {
    Helm.Result result = helm.run("template", CHART, "--set", set);

    assertThat(result.code()).isNotZero();
    assertThat(result.err()).contains("values don't meet the specifications", place);
    assertThat(result.out()).isEmpty();
  }

  private static String everything() {
    return "agent.deviceTier=true,classes.create=true,networkPolicies.enabled=true,pool.create=true,"
        + "exports.enabled=true,"
        + MONITORING;
  }

  private String render(String... arguments) {
    List<String> all =
        new ArrayList<>(List.of("template", "diskwright", CHART, "--namespace=" + NAMESPACE));
    all.addAll(List.of(arguments));
    return helm.must(all);
  }

  /** Objects by what names them, without what only Helm is told. */
  private static SortedMap<String, JsonNode> objects(String yaml) {
    SortedMap<String, JsonNode> objects = new TreeMap<>();
    for (JsonNode object : Yaml.all(yaml)) {
      ObjectNode metadata = (ObjectNode) object.path("metadata");
      if (metadata.path("annotations") instanceof ObjectNode annotations
          && annotations.remove(KEEP) != null
          && annotations.isEmpty()) {
        metadata.remove("annotations");
      }
      String name =
          "%s %s %s/ %s"
              .formatted(
                  object.path("apiVersion").asText(),
                  object.path("kind").asText(),
                  metadata.path("namespace").asText(),
                  metadata.path("name").asText());
      assertThat(objects.put(name, object)).as("twice: " + name).isNull();
    }
    return objects;
  }
}
