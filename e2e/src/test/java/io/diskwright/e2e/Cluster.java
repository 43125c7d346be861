package io.diskwright.e2e;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.diskwright.e2e.server.AuditLog;
import io.diskwright.e2e.server.KubeApiServer;
import io.diskwright.e2e.server.ManagedProcess;
import io.diskwright.e2e.server.ServerTools;
import io.diskwright.e2e.server.VolumeController;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * An API server on which Diskwright is installed as shipped, with operator and agents as processes:
 * each runs under the service account, and so under the rights, that its manifest gives it. Of
 * kube-controller-manager there is what {@link VolumeController} plays.
 */
final class Cluster implements AutoCloseable {

  static final String NAMESPACE = "diskwright-system";
  static final String OPERATOR = "diskwright-operator";
  static final String AGENT = "diskwright-agent";

  private static final String KEYS = "--key-directory=";
  private static final Duration LIMIT = Duration.ofSeconds(90);
  private static final Duration PACE = Duration.ofMillis(100);
  private static final String JAVA =
      Path.of(System.getProperty("java.home"), "bin/java").toString();
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path directory;
  private final KubeApiServer server;
  private final VolumeController volumes;
  private final List<ManagedProcess> processes = new ArrayList<>();

  private Cluster(Path directory, KubeApiServer server) {
    this.directory = directory;
    this.server = server;
    this.volumes = new VolumeController(server.admin());
  }

  /** Starts the server, and installs nothing. */
  static Cluster bare(Path directory) {
    return new Cluster(directory, KubeApiServer.start(ServerTools.locate(), directory));
  }

  /** Starts the server and installs {@code deploy/kustomize}. */
  static Cluster start(Path directory) {
    var cluster = bare(directory);
    try {
      cluster.kubectl("apply", "--server-side", "-k", Project.path("deploy/kustomize").toString());
      cluster.kubectl("wait", "--for=condition=Established", "--timeout=30s", "crd", "--all");
      return cluster;
    } catch (RuntimeException e) {
      cluster.close();
      throw e;
    }
  }

  /** Runs kubectl with every right. */
  String kubectl(String... arguments) {
    return server.kubectl(arguments);
  }

  /** A kubeconfig file with every right. */
  Path adminKubeconfig() {
    return server.adminKubeconfig();
  }

  /** For files of the test; gone when it ends. */
  Path directory() {
    return directory;
  }

  /** A client with every right; closed with this. */
  KubernetesClient admin() {
    return server.admin();
  }

  /**
   * A client with a token of a service account of ours; the caller closes it.
   *
   * @param pod what the token is bound to, as those are that pods are given; null for nothing
   */
  KubernetesClient client(String account, @Nullable Pod pod) {
    return server.client(server.serviceAccountToken(NAMESPACE, account, pod));
  }

  /** What the API server was asked. */
  AuditLog audit() {
    return server.audit();
  }

  /** Adds a Node object; its name is also its host name label. */
  void addNode(String name) {
    server
        .admin()
        .resource(
            new NodeBuilder()
                .withNewMetadata()
                .withName(name)
                .addToLabels("kubernetes.io/hostname", name)
                .endMetadata()
                .build())
        .create();
  }

  /** Applies a manifest that a test wrote. */
  void apply(String manifest) {
    server
        .admin()
        .load(new ByteArrayInputStream(manifest.getBytes(StandardCharsets.UTF_8)))
        .serverSideApply();
  }

  /** Starts the operator, with settings such as {@code --workers=1}. */
  ManagedProcess startOperator(String... settings) {
    return start(
        OPERATOR, OPERATOR, null, "operator/controller/target/diskwright-controller.jar", settings);
  }

  /** Starts the agent of a node, with settings such as {@code --workers=1}. */
  ManagedProcess startAgent(String node, String... settings) {
    return start(
        AGENT + "-" + node, AGENT, node, "node-probe/agent/target/diskwright-agent.jar", settings);
  }

  /** One object as JSON; null while it is not there. */
  @Nullable JsonNode get(String kind, @Nullable String namespace, String name) {
    var objects = server.admin().genericKubernetesResources(context(kind));
    GenericKubernetesResource found =
        namespace == null
            ? objects.withName(name).get()
            : objects.inNamespace(namespace).withName(name).get();
    return found == null ? null : json(found);
  }

  /** Every object of a kind, in all namespaces. */
  List<JsonNode> list(String kind) {
    return server
        .admin()
        .genericKubernetesResources(context(kind))
        .inAnyNamespace()
        .list()
        .getItems()
        .stream()
        .map(Cluster::json)
        .toList();
  }

  /** Waits until that many devices are published and ready. */
  List<JsonNode> awaitDevices(int count) {
    awaitTrue(
        count + " ready StorageDevices",
        () ->
            list("StorageDevice").stream()
                    .filter(device -> condition(device, "Ready").equals("True"))
                    .count()
                == count);
    return list("StorageDevice");
  }

  /** Waits until the object is there and as wanted; fails with the object and the logs. */
  JsonNode await(String kind, @Nullable String namespace, String name, Predicate<JsonNode> wanted) {
    try {
      return Awaitility.await()
          .atMost(LIMIT)
          .pollInterval(PACE)
          .until(() -> get(kind, namespace, name), object -> object != null && wanted.test(object));
    } catch (ConditionTimeoutException e) {
      throw new AssertionError(
          "%s %s did not become as wanted: %s%n%s"
              .formatted(kind, name, get(kind, namespace, name), logs()),
          e);
    }
  }

  /** Waits for anything else. */
  void awaitTrue(String what, Callable<Boolean> condition) {
    try {
      Awaitility.await().atMost(LIMIT).pollInterval(PACE).until(condition);
    } catch (ConditionTimeoutException e) {
      throw new AssertionError(what + " did not come true\n" + logs(), e);
    }
  }

  /** The status of a condition: True, False, Unknown, or empty when it is not there. */
  static String condition(JsonNode object, String type) {
    return find(object, type).path("status").asText();
  }

  /** The reason of a condition. */
  static String reason(JsonNode object, String type) {
    return find(object, type).path("reason").asText();
  }

  /** The message of a condition. */
  static String message(JsonNode object, String type) {
    return find(object, type).path("message").asText();
  }

  /** The ends of the logs of operator and agents. */
  String logs() {
    StringBuilder text = new StringBuilder();
    processes.forEach(process -> text.append(process.logTail()).append('\n'));
    return text.toString();
  }

  @Override
  public void close() {
    processes.reversed().forEach(ManagedProcess::close);
    volumes.close();
    server.close();
  }

  private ManagedProcess start(
      String name, String account, @Nullable String node, String jar, String... settings) {
    String token =
        server.serviceAccountToken(
            NAMESPACE,
            account,
            node == null ? null : server.admin().nodes().withName(node).require());
    Path kubeconfig = server.kubeconfig(name, token);
    List<String> command = new ArrayList<>(List.of(JAVA, "-jar", Project.path(jar).toString()));
    command.add("--http-port=0");
    command.addAll(List.of(settings));
    if (node != null) {
      command.add("--node-name=" + node);
      if (List.of(settings).stream().noneMatch(one -> one.startsWith(KEYS))) {
        command.add(KEYS + directory.resolve("key-of-" + node));
      }
    }
    var process =
        ManagedProcess.start(
            name,
            directory.resolve(name + ".log"),
            Map.of("KUBECONFIG", kubeconfig.toString()),
            command);
    processes.add(process);
    return process;
  }

  private static JsonNode find(JsonNode object, String type) {
    for (JsonNode condition : object.path("status").path("conditions")) {
      if (condition.path("type").asText().equals(type)) {
        return condition;
      }
    }
    return JSON.missingNode();
  }

  private static ResourceDefinitionContext context(String kind) {
    boolean ours = !kind.startsWith("PersistentVolume");
    boolean namespaced =
        List.of("VmDiskImage", "DiskAllocation", "PersistentVolumeClaim").contains(kind);
    return new ResourceDefinitionContext.Builder()
        .withGroup(ours ? "diskwright.io" : "")
        .withVersion(ours ? "v1alpha1" : "v1")
        .withKind(kind)
        .withPlural(kind.toLowerCase(Locale.ROOT) + (kind.endsWith("s") ? "es" : "s"))
        .withNamespaced(namespaced)
        .build();
  }

  private static JsonNode json(GenericKubernetesResource object) {
    try {
      return JSON.readTree(Serialization.asJson(object));
    } catch (JsonProcessingException e) {
      throw new AssertionError(e);
    }
  }
}
