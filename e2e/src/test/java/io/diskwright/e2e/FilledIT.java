package io.diskwright.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.SimpleFileServer;
import io.diskwright.testing.LoopFilesystem;
import io.diskwright.testing.Requires;
import io.diskwright.testing.Shell;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Images on a cluster that begin with what a file of the node, a server, or another image has. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class FilledIT {
  private static final String SIZE = "size: 64Mi, formats: [raw, qcow2]";

  private final LoopFilesystem filesystem;
  private final Cluster cluster;
  private final HttpServer server;
  private final Path sources;
  private final Path source;

  FilledIT(@TempDir Path directory) throws IOException {
    Requires.command("qemu-img");
    Requires.command("filefrag");
    filesystem = LoopFilesystem.of("xfs").bytes(1L << 30).make();
    sources = Files.createDirectory(filesystem.directory().resolve("sources"));
    source = sources.resolve("debian.qcow2");
    Path raw = Files.writeString(filesystem.directory().resolve("raw"), "hello");
    Shell.run("truncate", "-s", "32M", raw.toString());
    Shell.run("qemu-img", "convert", "-f", "raw", "-O", "qcow2", raw + "", source + "");
    server =
        SimpleFileServer.createFileServer(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            sources,
            SimpleFileServer.OutputLevel.NONE);
    cluster = Cluster.start(directory);
  }

  @BeforeAll
  void startEverything() {
    server.start();
    cluster.addNode("node-a");
    cluster.apply(
        """
        apiVersion: diskwright.io/v1alpha1
        kind: StoragePool
        metadata: {name: default}
        spec:
          targets: [{directory: {path: %s}}]
          sources: {directories: [%s], allowPrivateAddresses: true}
        """
            .formatted(filesystem.directory().resolve("pool"), sources));
    cluster.startOperator();
    cluster.startAgent("node-a");
    cluster.awaitDevices(1);
  }

  @AfterAll
  void stopEverything() {
    cluster.close();
    server.stop(0);
    filesystem.close();
  }

  private static String file(Path path) {
    return "source: {file: {path: " + path + "}}";
  }

  private String http(String sha256) {
    return "source: {http: {url: \"http://127.0.0.1:%d/debian.qcow2\", sha256: %s}}"
        .formatted(server.getAddress().getPort(), sha256);
  }

  private JsonNode applied(String name, String spec, String condition, String status) {
    cluster.apply(Images.image(name, spec));
    return cluster.await(
        "VmDiskImage",
        "default",
        name,
        image -> Cluster.condition(image, condition).equals(status) && settled(image, condition));
  }

  private static boolean settled(JsonNode image, String condition) {
    return !Cluster.reason(image, condition).equals("InProgress");
  }

  private void assertHoldsTheSource(JsonNode image) {
    JsonNode status = image.path("status");
    assertThat(
            Shell.run(
                "qemu-img",
                "compare",
                "-f",
                "qcow2",
                "-F",
                status.at("/decision/format").asText(),
                source.toString(),
                status.at("/allocation/path").asText()))
        .contains("identical");
    ImageFile.assertAsDecided(status, 64L << 20);
  }

  @Test
  void shouldHoldWhatAFileOfTheNodeHolds() {
    assertHoldsTheSource(applied("from-file", SIZE + ", " + file(source), "Ready", "True"));
  }

  @Test
  void shouldHoldWhatAServerHas() {
    String sha256 = Shell.run("sha256sum", source.toString()).substring(0, 64);

    assertHoldsTheSource(applied("from-http", SIZE + ", " + http(sha256), "Ready", "True"));
  }

  @Test
  void shouldReadNoFileThatThePoolDoesNotName() {
    JsonNode image =
        applied("stolen", SIZE + ", " + file(Path.of("/etc/shadow")), "Allocated", "False");

    assertThat(Cluster.reason(image, "Allocated")).isEqualTo("Failed");
    assertThat(Cluster.message(image, "Allocated"))
        .contains("/etc/shadow", "StoragePool default", "spec.sources.directories", sources + "");
  }

  @Test
  void shouldKeepNothingThatIsNotWhatWasMeant() {
    JsonNode image = applied("changed", SIZE + ", " + http("00".repeat(32)), "Allocated", "False");

    assertThat(Cluster.message(image, "Allocated")).contains("has the SHA-256", "Nothing was left");
  }

  @Test
  void shouldSayThatTheSourceIsLarger() {
    JsonNode image = applied("small", "size: 16Mi, " + file(source), "Allocated", "False");

    assertThat(Cluster.message(image, "Allocated"))
        .contains(String.valueOf(32 << 20), String.valueOf(16 << 20), "spec.size");
  }

  @Test
  void shouldAskForASize() {
    JsonNode image = applied("sizeless", file(source), "Accepted", "False");

    assertThat(Cluster.message(image, "Accepted")).contains("spec.size: is missing");
  }

  private static String copy(String name) {
    return "size: 64Mi, formats: [raw], tradeoffs: {performance: 0}, source: {image: {name: "
        + name
        + "}}";
  }

  @Test
  void shouldWaitForTheImageItIsACopyOfAndBeginAsItsClone() {
    // Given
    JsonNode waiting = applied("clone", copy("golden"), "Planned", "False");
    assertThat(Cluster.reason(waiting, "Planned")).isEqualTo("SourceNotReady");
    assertThat(Cluster.message(waiting, "Planned")).contains("no VmDiskImage default/golden");

    // When
    String spec = "size: 64Mi, formats: [raw], tradeoffs: {performance: 0}, " + file(source);
    JsonNode golden = applied("golden", spec, "Ready", "True");
    JsonNode clone =
        cluster.await(
            "VmDiskImage",
            "default",
            "clone",
            image -> Cluster.condition(image, "Ready").equals("True"));

    // Then
    assertHoldsTheSource(clone);
    assertThat(clone.at("/status/decision/because").toString()).contains("source-cloned");
    String path = clone.at("/status/allocation/path").asText();
    assertThat(Shell.run("filefrag", "-v", path)).contains("shared");

    // When
    cluster.kubectl("delete", "vmdi", "golden", "-n", "default");

    // Then
    assertThat(Path.of(golden.at("/status/allocation/path").asText())).doesNotExist();
    assertThat(Shell.run("filefrag", "-v", path)).doesNotContain("shared");
    assertHoldsTheSource(clone);
    cluster.kubectl("delete", "vmdi", "clone", "-n", "default"); // the others need the room
    assertThat(Path.of(path)).doesNotExist();
  }

  @Test
  void shouldNotBeginAsACopyOfItself() {
    cluster.apply(Images.image("egg", copy("hen")));

    JsonNode image = applied("hen", copy("egg"), "Planned", "False");

    assertThat(Cluster.reason(image, "Planned")).isEqualTo("SourceNotReady");
    assertThat(Cluster.message(image, "Planned")).contains("leads back");
  }

  @Test
  void shouldBeginAsACopyOfWhatAClaimOfOursCarries() {
    String claim = "size: 64Mi, formats: [raw], source: {claim: {name: claimed}}";
    JsonNode waiting = applied("from-claim", claim, "Planned", "False");
    assertThat(Cluster.message(waiting, "Planned"))
        .contains("no PersistentVolumeClaim default/claimed carries a VmDiskImage");

    applied("claimed", "size: 64Mi, formats: [raw], " + file(source), "Published", "True");

    assertHoldsTheSource(applied("from-claim", claim, "Ready", "True"));
    cluster.kubectl("delete", "vmdi", "claimed", "from-claim", "-n", "default");
  }

  @Test
  void shouldNotFillAnImageAnew() {
    applied("once", SIZE + ", " + file(source), "Ready", "True");

    JsonNode image =
        applied("once", SIZE + ", " + file(sources.resolve("other")), "Planned", "False");

    assertThat(Cluster.message(image, "Planned")).contains("never filled anew");
  }
}
