package io.diskwright.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.diskwright.e2e.server.ManagedProcess;
import io.diskwright.testing.LoopFilesystem;
import io.diskwright.testing.Requires;
import io.diskwright.testing.Shell;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * Encrypted images on a cluster: the key goes from a Secret to one node, sealed, and is nowhere
 * else. The steps build on each other, in order.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class EncryptedIT {
  private static final String HERE = "default";
  private static final String NODE = "node-a";
  private static final String GIVEN = "correct horse battery staple";
  private static final long MIB = 1L << 20;

  private final LoopFilesystem filesystem;
  private final Path directory;
  private final Cluster cluster;
  private ManagedProcess agent;

  EncryptedIT(@TempDir Path directory) {
    this.directory = directory;
    Requires.command("qemu-img");
    Requires.command("strace");
    filesystem = LoopFilesystem.of("ext4").bytes(1L << 30).make();
    cluster = Cluster.start(directory);
    cluster.addNode(NODE);
    cluster.apply(
        """
        apiVersion: diskwright.io/v1alpha1
        kind: StoragePool
        metadata: {name: encrypted}
        spec: {targets: [{directory: {path: %s/pool}}]}
        """
            .formatted(filesystem.directory()));
    cluster.startOperator();
    agent = cluster.startAgent(NODE);
  }

  @BeforeAll
  void publish() {
    cluster.awaitDevices(1);
  }

  @AfterAll
  void stop() {
    cluster.close();
    filesystem.close();
  }

  @Test
  @Order(1)
  void shouldWaitForTheSecretThatAnImageNames() {
    cluster.apply(
        Images.image(
            "named",
            "size: 64Mi, formats: [raw], tradeoffs: {security: High},"
                + " encryption: {secretRef: {name: mine, key: passphrase}}"));

    JsonNode image = await("named", one -> Cluster.condition(one, "Accepted").equals("False"));

    assertThat(Cluster.reason(image, "Accepted")).isEqualTo("SecretMissing");
    assertThat(Cluster.message(image, "Accepted"))
        .contains("Secret default/mine is not there", "kubectl create secret generic mine");
    assertThat(Cluster.reason(image, "Ready")).isEqualTo("SecretMissing");
    assertThat(cluster.list("DiskAllocation")).isEmpty();
    // It is found by itself, within half a minute; the steps between do not wait for it.
    cluster.kubectl("create", "secret", "generic", "mine", "--from-literal=passphrase=" + GIVEN);
  }

  @Test
  @Order(2)
  void shouldMakeAnImageByAKeyThatIsNowhereElse() throws IOException {
    Path trace = directory.resolve("trace");
    try (ManagedProcess strace = tracer(trace)) {
      cluster.awaitTrue("strace follows", () -> Shell.read(strace.log()).contains("attached"));

      cluster.apply(
          Images.image("made", "size: 64Mi, formats: [qcow2], tradeoffs: {security: High}"));
      assertReady("made");
    }

    String key = generated("made");
    assertThat(key).matches("[A-Za-z0-9+/]{43}");
    assertOpens("made", "qcow2", key);
    List<String> seen =
        Files.readAllLines(trace).stream().filter(line -> line.contains(key)).toList();
    assertThat(seen).as("written to memory, for qemu-img").isNotEmpty();
    assertThat(seen).allMatch(line -> line.contains("/memfd:secret"));
    assertNowhereElse(key);
  }

  @Test
  @Order(3)
  void shouldGrowItByTheSameKey() {
    resize("made", 96 * MIB);

    assertOpens("made", "qcow2", generated("made"));
  }

  @Test
  @Order(4)
  void shouldMakeWhatWaitedOnceItsSecretIsThere() {
    assertReady("named");

    assertOpens("named", "luks", GIVEN);
    assertNowhereElse(GIVEN);
    JsonNode image = await("named", one -> true);
    assertThat(Cluster.reason(image, "Accepted")).isEqualTo("Valid");
    assertThat(image.at("/status/attachment/blockdev").asText())
        .contains("\"driver\":\"luks\",\"key-secret\":\"key-" + uid("named") + "\"");
  }

  @Test
  @Order(5)
  void shouldSealKeysAnewWhenTheNodeHasAnother() throws IOException {
    String before = order("made").at("/spec/sealedKey/keyId").asText();
    assertThat(before).isEqualTo(published());
    agent.close();
    Files.delete(directory.resolve("key-of-" + NODE).resolve(".diskwright-key"));

    agent = cluster.startAgent(NODE);

    cluster.awaitTrue("another key is published", () -> !published().equals(before));
    cluster.await(
        "DiskAllocation",
        HERE,
        uid("made"),
        order -> order.at("/spec/sealedKey/keyId").asText().equals(published()));
    resize("made", 128 * MIB);
    assertOpens("made", "qcow2", generated("made"));
    assertOpens("named", "luks", GIVEN);
  }

  @Test
  @Order(6)
  void shouldReadNoSecretByAnAgentAndMakeNoTokenByTheOperator() {
    assertThat(cluster.audit().requestsOf(":" + Cluster.AGENT))
        .noneMatch(request -> request.resource().equals("secrets"));
    assertThat(cluster.audit().requestsOf(":" + Cluster.OPERATOR))
        .filteredOn(request -> request.resource().equals("secrets"))
        .isNotEmpty()
        .allMatch(request -> List.of("get", "create").contains(request.verb()));
    String operator = "system:serviceaccount:" + Cluster.NAMESPACE + ":" + Cluster.OPERATOR;
    Path token = directory.resolve("token.yaml");
    write(
        token,
        """
        apiVersion: v1
        kind: Secret
        metadata:
          name: stolen
          annotations: {kubernetes.io/service-account.name: default}
          labels: {diskwright.io/image-uid: a}
        type: kubernetes.io/service-account-token
        immutable: true
        """);
    assertThatThrownBy(() -> cluster.kubectl("create", "-f", token.toString(), "--as=" + operator))
        .hasMessageContaining("the operator makes no Secrets but the keys of images");
  }

  @Test
  @Order(7)
  void shouldKeepTheKeyWithTheFileAndDestroyBothOtherwise() {
    String key = generated("made");
    String uid = uid("made");
    Path kept = path("made");
    Path gone = path("named");
    cluster.kubectl(
        "patch",
        "vmdi",
        "made",
        "--type=merge",
        "-p",
        "{\"spec\":{\"deletionPolicy\":\"Retain\"}}");
    cluster.await(
        "DiskAllocation",
        HERE,
        uid,
        order -> order.at("/spec/deletionPolicy").asText().equals("Retain"));

    cluster.kubectl("delete", "vmdi", "made", "named", "--timeout=60s");

    assertThat(secret("disk-key-" + uid, ".data.passphrase")).isEqualTo(key);
    assertThat(cluster.kubectl("get", "secret", "disk-key-" + uid, "-o", "yaml"))
        .doesNotContain("ownerReferences");
    assertThat(kept).exists();
    assertThat(gone.getParent()).doesNotExist();
  }

  private ManagedProcess tracer(Path trace) {
    return ManagedProcess.start(
        "strace",
        directory.resolve("strace.log"),
        Map.of(),
        List.of(
            "strace",
            "-f",
            "-v",
            "-y",
            "-s",
            "65536",
            "-o",
            trace.toString(),
            "-e",
            "trace=execve,openat,write,writev,pwrite64,sendto,sendmsg",
            "-p",
            String.valueOf(agent.pid())));
  }

  /** Neither in an order, a device or an image, nor in an event, a log, or the pool. */
  private void assertNowhereElse(String key) {
    String encoded = Base64.getEncoder().encodeToString(key.getBytes(StandardCharsets.UTF_8));
    String objects =
        cluster.kubectl(
            "get", "vmdi,vmalloc,vmdev,vmpool,events", "-A", "-o", "json", "--show-managed-fields");
    assertThat(objects).contains("sealedKey", "sealingKey").doesNotContain(key, encoded);
    assertThat(cluster.logs()).doesNotContain(key, encoded);
    assertThat(Shell.run("bash", "-c", "grep -rlF -e \"$0\" \"$1\" || true", key, pool()))
        .isEmpty();
  }

  private void resize(String name, long bytes) {
    cluster.kubectl(
        "patch",
        "vmdi",
        name,
        "--type=merge",
        "-p",
        "{\"spec\":{\"size\":\"%d\"}}".formatted(bytes));
    await(
        name,
        one ->
            one.at("/status/allocation/virtualBytes").asLong() == bytes
                && Cluster.condition(one, "Ready").equals("True"));
  }

  private void assertReady(String name) {
    JsonNode image = await(name, one -> Cluster.condition(one, "Ready").equals("True"));
    ImageFile.assertAsDecided(
        image.path("status"), image.at("/status/allocation/virtualBytes").asLong());
  }

  private void assertOpens(String name, String driver, String key) {
    Path file = directory.resolve("passphrase");
    write(file, key);
    String image =
        "driver=%s,%skey-secret=k,file.filename=%s"
            .formatted(driver, driver.equals("luks") ? "" : "encrypt.", path(name));
    Shell.run(
        "qemu-io",
        "--object",
        "secret,id=k,file=" + file,
        "-r",
        "--image-opts",
        image,
        "-c",
        "read 0 64k");
  }

  private JsonNode await(String name, java.util.function.Predicate<JsonNode> wanted) {
    return cluster.await("VmDiskImage", HERE, name, wanted);
  }

  private JsonNode order(String name) {
    return cluster.await("DiskAllocation", HERE, uid(name), order -> true);
  }

  private String uid(String name) {
    return await(name, one -> true).at("/metadata/uid").asText();
  }

  private Path path(String name) {
    return Path.of(await(name, one -> true).at("/status/allocation/path").asText());
  }

  private String published() {
    return cluster.list("StorageDevice").getFirst().at("/status/sealingKey/id").asText();
  }

  private String generated(String image) {
    return secret(image + "-disk-key", ".data.passphrase");
  }

  private String secret(String name, String path) {
    String data = cluster.kubectl("get", "secret", name, "-o", "jsonpath={" + path + "}").strip();
    return new String(Base64.getDecoder().decode(data), StandardCharsets.UTF_8);
  }

  private static void write(Path file, String text) {
    try {
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String pool() {
    return filesystem.directory().resolve("pool").toString();
  }
}
