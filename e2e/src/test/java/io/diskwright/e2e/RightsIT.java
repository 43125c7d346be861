package io.diskwright.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.diskwright.e2e.server.AuditLog.Request;
import io.diskwright.e2e.server.ManagedProcess;
import io.diskwright.testing.LoopFilesystem;
import io.diskwright.testing.Requires;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * Operator and agent have no right that they do not use: everything they do is done once, and what
 * they asked of the API server is compared with what the manifests grant.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class RightsIT {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String NODE = "node-a";
  private static final String HERE = "default";
  private static final String LEADING = "--leader-election=true";
  private static final String GROUP = "diskwright.io ";

  /** Needed to make an order and a claim: the admission plugin that asks for it is on here. */
  private static final String OWNERS = GROUP + "vmdiskimages/finalizers update";

  /** The operator SDK asks whether it has it, and does not start without. */
  private static final String LEASE = "coordination.k8s.io leases update";

  /** The operator SDK reads an image again when somebody changes it between its read and write. */
  private static final String CONFLICT = GROUP + "vmdiskimages get";

  private final LoopFilesystem filesystem;
  private final Cluster cluster;

  RightsIT(@TempDir Path directory) {
    Requires.command("qemu-img");
    filesystem = LoopFilesystem.of("ext4").bytes(1L << 30).make();
    cluster = Cluster.start(directory);
  }

  @BeforeAll
  void start() {
    cluster.addNode(NODE);
    cluster.kubectl("create", "serviceaccount", "default"); // which pods ask for
    cluster.kubectl(
        "create",
        "secret",
        "generic",
        "login",
        "--namespace=" + Cluster.NAMESPACE,
        "--from-literal=username=a",
        "--from-literal=password=b");
    cluster.kubectl("apply", "-f", Project.path("deploy/classes/balanced.yaml").toString());
    cluster.apply(pool("{directory: {path: %1$s/one}}, {directory: {path: %1$s/two}}"));
    cluster.startOperator(LEADING);
    cluster.startAgent(NODE);
    cluster.awaitDevices(2);
  }

  @AfterAll
  void stop() {
    cluster.close();
    filesystem.close();
  }

  @Test
  @Order(1)
  void shouldUseEveryRight() {
    // When
    cluster.apply(Images.image("used", "size: 16Mi, formats: [raw]"));
    JsonNode image = await("used", "Published", "Direct");
    String order = image.at("/metadata/uid").asText();
    cluster.kubectl("label", "pvc", "used", "diskwright.io/image-");
    cluster.await(
        "PersistentVolumeClaim",
        HERE,
        "used",
        claim -> claim.at("/metadata/labels").has("diskwright.io/image"));
    cluster.kubectl(
        "patch", "vmdi", "used", "--type=merge", "-p", "{\"spec\":{\"size\":\"32Mi\"}}");
    cluster.await(
        "PersistentVolume",
        null,
        "diskwright-" + order,
        volume -> volume.at("/spec/capacity/storage").asText().equals("32Mi"));
    cluster.apply(
        """
        apiVersion: v1
        kind: Pod
        metadata: {name: user, namespace: default}
        spec:
          containers: [{name: one, image: one}]
          volumes: [{name: disk, persistentVolumeClaim: {claimName: used}}]
        """);
    cluster.kubectl("delete", "vmdi", "used", "--wait=false");
    await("used", "Published", "ClaimInUse");
    cluster.kubectl("delete", "pod", "user", "--force", "--grace-period=0");
    cluster.awaitTrue("the image is gone", () -> cluster.list("VmDiskImage").isEmpty());
    cluster.apply(Images.image("encrypted", "size: 16Mi, tradeoffs: {security: High}"));
    await("encrypted", "Ready", "Ready");
    cluster.kubectl("delete", "vmdi", "encrypted", "--timeout=60s");
    cluster.apply(Images.image("too-large", "size: 1Pi, formats: [raw]"));
    cluster.await(
        "VmDiskImage", HERE, "too-large", one -> Cluster.condition(one, "Planned").equals("False"));
    cluster.kubectl("delete", "vmdi", "too-large");
    cluster.await(
        "StoragePool", null, "rights", one -> !Cluster.reason(one, "ArraysReachable").isEmpty());
    cluster.apply(pool("{directory: {path: %1$s/one}}"));
    cluster.awaitTrue("a device is gone", () -> cluster.list("StorageDevice").size() == 1);

    // Then
    assertThat(unused(Cluster.OPERATOR)).isEqualTo(Set.of(OWNERS, LEASE, CONFLICT));
    assertThat(unused(Cluster.AGENT)).isEmpty();
    assertThat(cluster.audit().requests())
        .filteredOn(request -> request.user().contains(":" + Cluster.NAMESPACE + ":"))
        .noneMatch(request -> request.code() == 403);
  }

  @Test
  @Order(2)
  void shouldMakeNoOrderWithoutTheRightToItsOwner() {
    revoke("clusterrole", Cluster.OPERATOR, "vmdiskimages/finalizers");

    cluster.apply(Images.image("never", "size: 16Mi, formats: [raw]"));

    cluster.awaitTrue(
        "the order is refused",
        () ->
            cluster.audit().requestsOf(":" + Cluster.OPERATOR).stream()
                .anyMatch(
                    request ->
                        request.resource().equals("diskallocations")
                            && request.verb().equals("create")
                            && request.code() == 403));
  }

  @Test
  @Order(3)
  void shouldNotStartWithoutTheRightToUpdateItsLease() {
    cluster.kubectl(
        "patch",
        "role",
        Cluster.OPERATOR + "-lease",
        "--namespace=" + Cluster.NAMESPACE,
        "--type=json",
        "-p",
        "[{\"op\": \"replace\", \"path\": \"/rules/1/verbs\", \"value\": [\"get\", \"patch\"]}]");

    ManagedProcess operator = cluster.startOperator(LEADING);

    cluster.awaitTrue("the operator ends", () -> !operator.isAlive());
  }

  private JsonNode await(String image, String condition, String reason) {
    return cluster.await(
        "VmDiskImage", HERE, image, one -> Cluster.reason(one, condition).equals(reason));
  }

  private String pool(String targets) {
    return """
    apiVersion: diskwright.io/v1alpha1
    kind: StoragePool
    metadata: {name: rights}
    spec:
      targets: [%s]
      arrays:
      - {name: away, interface: Swordfish, endpoint: "https://127.0.0.1:9", volume: naa.600508b1001c7e3a,
         credentials: {secretRef: {name: login}}, intervalSeconds: 30}
    """
        .formatted(targets.formatted(filesystem.directory()));
  }

  /** Takes what a role says of one resource away. */
  private void revoke(String kind, String role, String resource) {
    JsonNode rules = json("get", kind, role).path("rules");
    for (int at = 0; at < rules.size(); at++) {
      if (rules.path(at).path("resources").toString().equals("[\"" + resource + "\"]")) {
        cluster.kubectl(
            "patch",
            kind,
            role,
            "--type=json",
            "-p",
            "[{\"op\": \"remove\", \"path\": \"/rules/%d\"}]".formatted(at));
      }
    }
  }

  /** What an account was granted, by any role, and did not use. */
  private Set<String> unused(String account) {
    Set<String> unused = new TreeSet<>();
    for (JsonNode binding : json("get", "clusterrolebindings,rolebindings", "-A").path("items")) {
      for (JsonNode subject : binding.path("subjects")) {
        if (subject.path("name").asText().equals(account)) {
          unused.addAll(granted(binding));
        }
      }
    }
    assertThat(unused).hasSizeGreaterThan(5);
    for (Request request : cluster.audit().requestsOf(":" + account)) {
      String what = group(request.uri()) + " " + request.resource() + " ";
      unused.remove(what + request.verb());
      if (request.verb().equals("patch") && request.code() == 201) {
        unused.remove(what + "create"); // applied, and not there before
      }
    }
    return unused;
  }

  private Set<String> granted(JsonNode binding) {
    Set<String> granted = new TreeSet<>();
    JsonNode reference = binding.path("roleRef");
    JsonNode role =
        reference.path("kind").asText().equals("Role")
            ? json(
                "get",
                "role",
                reference.path("name").asText(),
                "--namespace=" + binding.at("/metadata/namespace").asText())
            : json("get", "clusterrole", reference.path("name").asText());
    for (JsonNode rule : role.path("rules")) {
      for (JsonNode group : rule.path("apiGroups")) {
        for (JsonNode resource : rule.path("resources")) {
          for (JsonNode verb : rule.path("verbs")) {
            granted.add(group.asText() + " " + resource.asText() + " " + verb.asText());
          }
        }
      }
    }
    return granted;
  }

  /** {@code /apis/GROUP/…}, or {@code /api/…} for the one without a name. */
  private static String group(String uri) {
    return uri.startsWith("/apis/") ? uri.split("/", -1)[2] : "";
  }

  private JsonNode json(String... arguments) {
    try {
      String[] all = Arrays.copyOf(arguments, arguments.length + 2);
      all[arguments.length] = "-o";
      all[arguments.length + 1] = "json";
      return JSON.readTree(cluster.kubectl(all));
    } catch (JsonProcessingException e) {
      throw new AssertionError(e);
    }
  }
}
