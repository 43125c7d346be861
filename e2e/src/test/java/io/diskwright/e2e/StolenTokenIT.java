package io.diskwright.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What the token of an agent is worth to a thief: what is its own node's, and nothing else. Every
 * request is tried first by somebody with every right, to whom nothing happens: it is valid.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class StolenTokenIT {
  private static final String NODE = "node-a";
  private static final String OTHER_NODE = "node-b";
  private static final int FORBIDDEN = 403;
  private static final int CONFLICT = 409;
  private static final String JSON = "application/json";

  /** Whose an object is. */
  private enum Whose {
    Own(NODE, NODE),
    OtherNodes(OTHER_NODE, OTHER_NODE),
    /** Ours by the name of a device; an order is another's. */
    Unlabeled(null, OTHER_NODE),
    /** By its label it is ours, by its name and its node another's. */
    Mislabeled(NODE, OTHER_NODE);

    final @Nullable String label;
    final String node;

    Whose(@Nullable String label, String node) {
      this.label = label;
      this.node = node;
    }
  }

  private final Cluster cluster;
  private KubernetesClient stolen;
  private KubernetesClient ofNoPod;
  private Requests admin;

  StolenTokenIT(@TempDir Path directory) {
    cluster = Cluster.start(directory);
  }

  @BeforeAll
  void steal() {
    cluster.addNode(NODE);
    cluster.addNode(OTHER_NODE);
    cluster.kubectl("create", "serviceaccount", "default"); // which pods ask for
    admin = new Requests(cluster.admin());
    var agent =
        new PodBuilder()
            .withNewMetadata()
            .withName("agent")
            .withNamespace(Cluster.NAMESPACE)
            .endMetadata()
            .withNewSpec()
            .withNodeName(NODE)
            .withServiceAccountName(Cluster.AGENT)
            .addNewContainer()
            .withName("agent")
            .withImage("agent")
            .endContainer()
            .endSpec()
            .build();
    stolen = cluster.client(Cluster.AGENT, cluster.admin().resource(agent).create());
    ofNoPod = cluster.client(Cluster.AGENT, null);
    Kind device = Kind.ofAgents().getFirst();
    cluster.awaitTrue(
        "the policy is in force",
        () ->
            Attempt.Create.by(
                    new Requests(ofNoPod),
                    device,
                    device.example(),
                    object(device, Whose.Own, 1),
                    Attempt.DRY)
                == FORBIDDEN);
  }

  @AfterAll
  void stop() {
    stolen.close();
    ofNoPod.close();
    cluster.close();
  }

  @Test
  void shouldWriteOnlyWhatIsItsNodesWithAStolenToken() {
    List<Kind> kinds = Stream.concat(Kind.ofAgents().stream(), Kind.ofOthers().stream()).toList();
    assertTable(kinds, stolen, 0);
  }

  @Test
  void shouldWriteNothingWithATokenOfNoPod() {
    assertTable(Kind.ofAgents(), ofNoPod, 50);
  }

  @ParameterizedTest(name = "{2}")
  @CsvSource(
      delimiter = '|',
      value = {
        "storagedevices  | metadata: {labels: {diskwright.io/node: node-b}} | give it away",
        "storagedevices  | metadata: {labels: {diskwright.io/node: null}} | give it to nobody",
        "diskallocations | metadata: {labels: {diskwright.io/node: node-b}} | mislabel",
        "diskallocations | metadata: {ownerReferences: []} | disown",
        "diskallocations | metadata: {finalizers: []} | let go too early",
        "diskallocations | spec: {size: 50Gi} | grow",
        "diskallocations | spec: {deletionPolicy: Retain} | keep",
      })
  void shouldNotTurnItsOwnIntoSomethingElse(String plural, String patch, String what) {
    ownAndPatch(plural, "", patch, what, FORBIDDEN);
  }

  @Test
  void shouldNotReportForAnotherNode() {
    ownAndPatch("storagedevices", "/status", "status: {nodeName: node-b}", "another's", FORBIDDEN);
  }

  @Test
  void shouldTakeNoFinalizerButItsOwnFromWhatIsBeingDeleted() {
    Kind orders = Kind.ofAgents().getLast();
    ObjectNode order = object(orders, Whose.Own, 8);
    owned(order);
    provide(orders, order);
    String path = path(orders, order);
    assertThat(admin.send("DELETE", path, JSON, Attempt.options(""))).isEqualTo(200);

    assertThat(patch(stolen, path, "metadata: {finalizers: [diskwright.io/allocation]}"))
        .isEqualTo(FORBIDDEN);
    assertThat(patch(stolen, path, "metadata: {finalizers: []}")).isEqualTo(FORBIDDEN);
    assertThat(patch(stolen, path, "metadata: {finalizers: [diskwright.io/claim]}")).isEqualTo(200);
  }

  @Test
  void shouldReadNoSecretAndGetNoOtherToken() {
    Requests thief = new Requests(stolen);
    String secrets = "/api/v1/namespaces/%s/secrets".formatted(Cluster.NAMESPACE);
    for (String path : List.of("/api/v1/secrets", secrets, secrets + "/any")) {
      assertThat(thief.send("GET", path, JSON, null)).as(path).isEqualTo(FORBIDDEN);
    }
    String tokens =
        "/api/v1/namespaces/%s/serviceaccounts/%s/token"
            .formatted(Cluster.NAMESPACE, Cluster.OPERATOR);
    assertThat(thief.send("POST", tokens, JSON, Yaml.first("spec: {}"))).isEqualTo(FORBIDDEN);
  }

  private void ownAndPatch(
      String plural, String subresource, String patch, String what, int expected) {
    Kind kind =
        Kind.ofAgents().stream().filter(k -> k.plural().equals(plural)).findFirst().orElseThrow();
    ObjectNode own = object(kind, Whose.Own, 9);
    if (kind.namespace() != null) {
      owned(own);
    }
    String path = path(kind, own);
    provide(kind, own);
    assertThat(patch(cluster.admin(), path + subresource + "?" + Attempt.DRY, patch))
        .isEqualTo(200);

    assertThat(patch(stolen, path + subresource, patch)).as(what).isEqualTo(expected);
  }

  private static void owned(ObjectNode order) {
    ObjectNode metadata = order.withObject("/metadata");
    metadata.setAll(
        (ObjectNode)
            Yaml.first(
                """
                finalizers: [diskwright.io/allocation, diskwright.io/claim]
                ownerReferences:
                - {apiVersion: diskwright.io/v1alpha1, kind: VmDiskImage, name: a, uid: b}
                """));
  }

  private static int patch(KubernetesClient who, String path, String patch) {
    return new Requests(who).send("PATCH", path, "application/merge-patch+json", Yaml.first(patch));
  }

  private static String path(Kind kind, JsonNode object) {
    return kind.path() + "/" + object.at("/metadata/name").asText();
  }

  /** One of several; those of a number are not there but for 0. */
  private static ObjectNode object(Kind kind, Whose whose, int number) {
    boolean device = kind.plural().equals("storagedevices");
    String node = device && whose == Whose.Unlabeled ? NODE : whose.node;
    int which = 100 * whose.ordinal() + number;
    ObjectNode object =
        kind.named(
            device
                ? "%s-%08d".formatted(node, which)
                : kind.plural().equals("nodes") && which % 100 == 0 && which <= 100
                    ? node
                    : "loot-" + which);
    if (whose.label != null) {
      object.withObject("/metadata/labels").put("diskwright.io/node", whose.label);
    }
    if (device) {
      object.withObject("/status").put("nodeName", node);
    } else if (kind.plural().equals("diskallocations")) {
      object.withObject("/spec").put("nodeName", node);
    }
    return object;
  }

  /** Sees to it that {@code object} is there, with its status. */
  private void provide(Kind kind, ObjectNode object) {
    assertThat(admin.send("POST", kind.path(), JSON, object)).isIn(201, CONFLICT);
    if (object.has("status")) {
      ObjectNode status = Kind.JSON.createObjectNode();
      status.set("status", object.path("status"));
      assertThat(patch(cluster.admin(), path(kind, object) + "/status", status.toString()))
          .isEqualTo(200);
    }
  }

  /**
   * @param from where its objects are numbered from
   */
  private void assertTable(List<Kind> kinds, KubernetesClient thief, int from) {
    List<String> expected = new ArrayList<>();
    List<String> seen = new ArrayList<>();
    for (Kind kind : kinds) {
      for (Whose whose : Whose.values()) {
        ObjectNode there = object(kind, whose, from);
        provide(kind, there);
        Set<Attempt> allowed = thief == stolen ? allowed(kind, whose) : Set.of();
        String row = "%-34s%-11s".formatted(kind.plural(), whose);
        StringBuilder wanted = new StringBuilder(row);
        StringBuilder found = new StringBuilder(row);
        for (Attempt attempt : Attempt.values()) {
          String column = " %s %%-8s".formatted(attempt);
          wanted.append(column.formatted(allowed.contains(attempt) ? "done" : "-"));
          found.append(
              column.formatted(
                  outcome(
                      kind,
                      attempt,
                      there,
                      object(kind, whose, from + 1 + attempt.ordinal()),
                      thief)));
        }
        expected.add(wanted.toString());
        seen.add(found.toString());
      }
    }
    assertThat(String.join("\n", seen)).isEqualTo(String.join("\n", expected));
  }

  private static Set<Attempt> allowed(Kind kind, Whose whose) {
    if (whose != Whose.Own) {
      return Set.of();
    }
    return switch (kind.plural()) {
      case "storagedevices" ->
          EnumSet.of(
              Attempt.Create,
              Attempt.Apply,
              Attempt.Patch,
              Attempt.Status,
              Attempt.Finalizers,
              Attempt.Delete);
      case "diskallocations" -> EnumSet.of(Attempt.Status);
      default -> Set.of();
    };
  }

  /** What came of it, in a word; a number when it was no valid request. */
  private String outcome(
      Kind kind, Attempt attempt, JsonNode first, JsonNode fresh, KubernetesClient thief) {
    JsonNode there = admin.get(path(kind, first));
    if (attempt != Attempt.Status || kind.status() != null) {
      int valid = attempt.by(admin, kind, there, fresh, Attempt.DRY);
      if (attempt == Attempt.Update && valid == CONFLICT) { // somebody looks after volumes
        return outcome(kind, attempt, first, fresh, thief);
      }
      if (valid / 100 != 2) {
        return "invalid " + valid;
      }
    }
    int code = attempt.by(new Requests(thief), kind, there, fresh, "");
    return code / 100 == 2 ? "done" : code == FORBIDDEN ? "-" : String.valueOf(code);
  }
}
