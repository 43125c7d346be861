package io.diskwright.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.diskwright.arrays.Queries;
import io.diskwright.arrays.TestAuthority;
import io.diskwright.arrays.TestServer;
import io.diskwright.arrays.smis.CimServer;
import io.diskwright.e2e.server.AuditLog.Request;
import io.diskwright.e2e.server.ManagedProcess;
import io.diskwright.e2e.server.RedfishEmulator;
import io.diskwright.testing.LoopFilesystem;
import io.diskwright.testing.Requires;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * From an array's own words to a decision: operator and agent under the shipped rights, a Swordfish
 * mock-up served by sushy-static over TLS. The steps build on each other, in order.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class ArraysIT {
  private static final Path MOCK_UP = Project.path("operator/arrays/src/test/resources/swordfish");
  private static final long IDLE_MILLIS = 8000;

  private final Path directory;
  private final Path sushy;
  private final TestAuthority authority;
  private final LoopFilesystem ext4;
  private final Cluster cluster;
  private RedfishEmulator array;
  private ManagedProcess operator;

  ArraysIT(@TempDir Path directory) throws Exception {
    Requires.command("qemu-img");
    this.directory = directory;
    sushy = RedfishEmulator.install();
    authority = TestAuthority.in(directory);
    ext4 = LoopFilesystem.of("ext4").bytes(1L << 30).make();
    cluster = Cluster.start(directory);
  }

  @BeforeAll
  void startEverything() throws Exception {
    Files.writeString(directory.resolve("tls.crt"), authority.chainPem(TestAuthority.GOOD));
    Files.writeString(directory.resolve("tls.key"), authority.keyPem(TestAuthority.GOOD));
    array = RedfishEmulator.mockUp(sushy, MOCK_UP, directory, 0);
    cluster.addNode("node-a");
    operator = cluster.startOperator();
    cluster.startAgent("node-a");
    cluster.apply(pool(""));
    cluster.awaitDevices(1);
  }

  @AfterAll
  void stopEverything() {
    cluster.close();
    array.close();
    ext4.close();
  }

  @Test
  @Order(1)
  void shouldRefuseWhatTheNodeCannotSee() throws Exception {
    System.out.println("operator without arrays: " + memory(operator));
    cluster.apply(Images.image("safe", "size: 16Mi, planOnly: true, requires: [Redundancy]"));

    JsonNode image = image(i -> Cluster.condition(i, "Planned").equals("False"));
    assertThat(Cluster.reason(image, "Planned")).isEqualTo("NoAdmissibleCandidate");
    assertThat(pool().path("status").has("arrays")).isFalse();
    assertThat(Cluster.condition(pool(), "ArraysReachable")).isEmpty();
  }

  @Test
  @Order(2)
  void shouldSayThatTheSecretIsMissing() {
    cluster.apply(pool(gold()));

    JsonNode pool = pool(p -> Cluster.reason(p, "ArraysReachable").equals("SecretMissing"));
    assertThat(Cluster.message(pool, "ArraysReachable"))
        .contains("Secret diskwright-system/gold-login is not there; make it");
  }

  @Test
  @Order(3)
  void shouldDecideByWhatTheArraySays() throws Exception {
    secret();

    JsonNode pool = pool(p -> Cluster.condition(p, "ArraysReachable").equals("True"));
    JsonNode told = pool.path("status").path("arrays").path(0);
    assertThat(told.path("name").asText()).isEqualTo("gold");
    assertThat(told.path("element").asText()).isEqualTo("/redfish/v1/Storage/1/Volumes/3");
    assertThat(told.path("capabilities")).hasSize(7);

    JsonNode device = device(d -> capability(d, "Deduplication").equals("Present"));
    for (String name : List.of("Deduplication", "Redundancy", "Encryption", "Compression")) {
      JsonNode evidence = find(device, name).path("evidence");
      assertThat(evidence.path("source").asText()).as(name).isEqualTo("ArrayApi");
    }
    assertThat(find(device, "Redundancy").path("value").asText()).isEqualTo("raid6");
    assertThat(find(device, "Deduplication").path("evidence").toString())
        .contains("Swordfish " + array.endpoint(), "Volumes/3: Deduplicated=true");
    image(i -> Cluster.condition(i, "Planned").equals("True"));
    System.out.println("operator with an array: " + memory(operator));
  }

  @Test
  @Order(4)
  void shouldWriteNothingWhenTheArraySaysTheSame() throws Exception {
    Thread.sleep(3000); // debounced writes of the step before
    int before = writes().size();
    int asked = array.log().split("GET /redfish/v1/ ", -1).length;
    cluster.awaitTrue(
        "asked again", () -> array.log().split("GET /redfish/v1/ ", -1).length > asked);
    Thread.sleep(IDLE_MILLIS);
    assertThat(writes().subList(before, writes().size())).isEmpty();
  }

  @Test
  @Order(5)
  void shouldKeepTheLastAnswerWhileTheArrayIsAway() {
    array.close();

    JsonNode pool = pool(p -> Cluster.condition(p, "ArraysReachable").equals("False"));
    assertThat(Cluster.reason(pool, "ArraysReachable")).isEqualTo("Unreachable");
    assertThat(Cluster.message(pool, "ArraysReachable")).contains("its last answer still holds");
    assertThat(pool.path("status").path("arrays").path(0).path("capabilities")).hasSize(7);
    assertThat(capability(device(d -> true), "Deduplication")).isEqualTo("Present");

    array = RedfishEmulator.mockUp(sushy, MOCK_UP, directory, array.port());
    pool(p -> Cluster.condition(p, "ArraysReachable").equals("True"));
  }

  @Test
  @Order(6)
  void shouldAskAnSmisProviderToo() throws Exception {
    try (TestServer smis =
        TestServer.start(authority.context(TestAuthority.GOOD), new CimServer("alpha", false))) {
      cluster.apply(pool(alpha(smis.endpoint())));

      JsonNode pool = pool(p -> p.path("status").path("arrays").toString().contains("Array 1.6.0"));
      assertThat(Cluster.condition(pool, "ArraysReachable")).isEqualTo("True");
      JsonNode device = device(d -> find(d, "Redundancy").path("value").asText().equals("raid1"));
      assertThat(find(device, "Redundancy").path("evidence").toString())
          .contains("ArrayApi", "SMI-S " + smis.endpoint() + " CIM_StorageVolume 00011");
      assertThat(capability(device, "Compression")).isEqualTo("Present");
      assertThat(capability(device, "Deduplication")).isEqualTo("Absent");
      System.out.println("operator after both interfaces: " + memory(operator));
    }
  }

  @Test
  @Order(7)
  void shouldForgetWhatTheArraySaidWhenThePoolNamesItNoMore() {
    cluster.apply(pool(""));

    JsonNode pool = pool(p -> !p.path("status").has("arrays"));
    assertThat(Cluster.condition(pool, "ArraysReachable")).isEmpty();
    device(d -> capability(d, "Deduplication").equals("Absent"));
  }

  @Test
  @Order(8)
  void shouldReadNothingButTheSecretThatAPoolNames() {
    List<Request> secrets =
        cluster.audit().requests().stream()
            .filter(request -> request.user().contains(Cluster.NAMESPACE))
            .filter(request -> request.resource().startsWith("secrets"))
            .toList();

    assertThat(secrets)
        .isNotEmpty()
        .allMatch(request -> request.verb().equals("get"))
        .allMatch(request -> request.user().endsWith(":" + Cluster.OPERATOR))
        .allMatch(
            request ->
                request
                    .uri()
                    .startsWith("/api/v1/namespaces/diskwright-system/secrets/gold-login"));
    assertThat(cluster.audit().requests())
        .filteredOn(request -> request.user().contains(Cluster.NAMESPACE))
        .noneMatch(request -> request.code() == 403);
    assertThat(cluster.logs() + pool()).doesNotContain(Queries.PASSWORD);
  }

  private void secret() throws Exception {
    Path ca = Files.writeString(directory.resolve("ca.crt"), authority.pem());
    cluster.kubectl(
        "create",
        "secret",
        "generic",
        "gold-login",
        "--namespace=" + Cluster.NAMESPACE,
        "--from-literal=username=" + Queries.USERNAME,
        "--from-literal=password=" + Queries.PASSWORD,
        "--from-file=ca.crt=" + ca);
  }

  private String pool(String arrays) {
    return """
    apiVersion: diskwright.io/v1alpha1
    kind: StoragePool
    metadata: {name: gold}
    spec:
      targets: [{directory: {path: %s}}]
      arrays: [%s]
    """
        .formatted(ext4.directory().resolve("pool"), arrays);
  }

  private String gold() {
    return """
    {name: gold, interface: Swordfish, endpoint: "%s", volume: naa.600508b1001c7e3a,
        credentials: {secretRef: {name: gold-login}}, intervalSeconds: 30}"""
        .formatted(array.endpoint());
  }

  private static String alpha(String endpoint) {
    return """
    {name: alpha, interface: SmiS, endpoint: "%s", namespace: root/alpha, volume: images,
        credentials: {secretRef: {name: gold-login}}, intervalSeconds: 30}"""
        .formatted(endpoint);
  }

  private JsonNode pool() {
    return Objects.requireNonNull(cluster.get("StoragePool", null, "gold"));
  }

  private JsonNode pool(Predicate<JsonNode> wanted) {
    return cluster.await("StoragePool", null, "gold", wanted);
  }

  private JsonNode image(Predicate<JsonNode> wanted) {
    return cluster.await("VmDiskImage", "default", "safe", wanted);
  }

  private JsonNode device(Predicate<JsonNode> wanted) {
    String name = cluster.list("StorageDevice").getFirst().path("metadata").path("name").asText();
    return cluster.await("StorageDevice", null, name, wanted);
  }

  private static JsonNode find(JsonNode device, String capability) {
    for (JsonNode one : device.path("status").path("capabilities")) {
      if (one.path("name").asText().equals(capability)) {
        return one;
      }
    }
    return device.path("none");
  }

  private static String capability(JsonNode device, String name) {
    return find(device, name).path("state").asText();
  }

  private List<Request> writes() {
    return cluster.audit().requests().stream()
        .filter(request -> request.user().contains(Cluster.NAMESPACE))
        .filter(Request::isWrite)
        .toList();
  }

  private static String memory(ManagedProcess process) throws Exception {
    return Files.readAllLines(Path.of("/proc/" + process.pid() + "/smaps_rollup")).stream()
        .filter(line -> line.startsWith("Rss:") || line.startsWith("Anonymous:"))
        .map(line -> line.replaceAll(" +", " "))
        .reduce("", (one, other) -> one + " " + other);
  }
}
