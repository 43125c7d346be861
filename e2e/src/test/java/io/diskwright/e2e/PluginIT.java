package io.diskwright.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.diskwright.e2e.server.ServerTools;
import io.diskwright.testing.LoopFilesystem;
import io.diskwright.testing.Shell;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** {@code kubectl diskwright}, found by the real kubectl on the PATH, on a real API server. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class PluginIT {
  private static final String NODE = "node-a";

  private final Path work;
  private final LoopFilesystem filesystem;
  private final Cluster cluster;
  private final Path kubectl = ServerTools.locate().program("kubectl");

  PluginIT(@TempDir Path directory) {
    work = directory;
    filesystem = LoopFilesystem.of("ext4").bytes(1L << 30).make();
    cluster = Cluster.start(directory);
  }

  @BeforeAll
  void start() throws Exception {
    Path bin = Files.createDirectory(work.resolve("bin"));
    Files.createSymbolicLink(
        bin.resolve("kubectl-diskwright"), Project.path("node-probe/bin/diskwright"));
    Files.createSymbolicLink(bin.resolve("kubectl"), kubectl);
    cluster.addNode(NODE);
    cluster.apply(
        """
        apiVersion: diskwright.io/v1alpha1
        kind: StoragePool
        metadata: {name: default}
        spec: {targets: [{directory: {path: %s/pool}}]}
        """
            .formatted(filesystem.directory()));
    cluster.startOperator();
    cluster.startAgent(NODE);
    cluster.awaitDevices(1);
    cluster.apply(Images.image("made", "size: 64Mi, formats: [raw], minimumPreallocated: 64Mi"));
    cluster.apply(Images.image("refused", "size: 64Mi, requires: [Redundancy]"));
    cluster.await(
        "VmDiskImage", "default", "made", i -> Cluster.condition(i, "Ready").equals("True"));
    cluster.await(
        "VmDiskImage", "default", "refused", i -> Cluster.condition(i, "Planned").equals("False"));
  }

  @AfterAll
  void stop() {
    cluster.close();
    filesystem.close();
  }

  @Test
  void shouldListImagesAndHowTheyStand() {
    String out = plugin("get").expect(0).out();

    assertThat(out).containsPattern("default/made +64Mi +Preallocated +raw +node-a .*Ready +made");
    assertThat(out).containsPattern("default/refused +64Mi +- +- +- +- +NoAdmissibleCandidate +-");
    assertThat(plugin("get", "made", "-o", "json").expect(0).objects()).hasSize(1);
    plugin("get", "--target", filesystem.directory().toString()).expect(0);
  }

  @Test
  void shouldSayWhyInShortAndAtLength() {
    assertThat(plugin("why", "made").expect(0).out())
        .contains("default/made: Ready", "because", "  - ", "Next best");
    assertThat(plugin("why", "refused").expect(0).out())
        .contains("NoAdmissibleCandidate", "Redundancy");
    assertThat(plugin("explain", "made").expect(0).out())
        .contains("Preallocated raw", filesystem.directory().toString(), "Gives up", "Rejected");
    plugin("explain", "refused").expectRefusal(3);
  }

  @Test
  void shouldShowHowFullDevicesAre() {
    assertThat(plugin("top").expect(0).out())
        .containsPattern("node-a +default +" + filesystem.directory() + "/pool .* 1 +.*Probed");
  }

  @Test
  void shouldHaveAnImageLookedAtAndTellDrift() throws Exception {
    assertThat(plugin("verify", "made").expect(0).out()).contains("Verified");

    JsonNode image = Objects.requireNonNull(cluster.get("VmDiskImage", "default", "made"));
    Path file = Path.of(image.at("/status/allocation/path").asText());
    Shell.run("fallocate", "--punch-hole", "--length", "32MiB", file.toString());
    try {
      assertThat(plugin("verify", "made").expect(4).out()).contains("Drifted");
    } finally {
      Shell.run("fallocate", "--length", "64MiB", file.toString());
    }
    assertThat(plugin("verify", "made").expect(0).out()).contains("Verified");
  }

  @Test
  void shouldFindWhatIsWrongAndCollectIt() throws Exception {
    Path report = work.resolve("report.zip");

    // No Deployment has pods here: nobody plays their controller.
    Cli.Result result = plugin("doctor", "--file", report.toString()).expect(1);

    assertThat(result.out())
        .containsPattern("ok +kinds")
        .containsPattern("WRONG +operator +0 of ")
        .containsPattern("ok +agents are bound to their nodes")
        .containsPattern("ok +devices +1 ready")
        .containsPattern("WRONG +images +1 of 2 not ready: default/refused");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(report)))
        .isEqualTo("rw-------");
    try (ZipFile zip = new ZipFile(report.toFile())) {
      assertThat(zip.stream().map(ZipEntry::getName))
          .contains("findings.txt", "vmdiskimages.diskwright.io.yaml", "version.txt", "events.txt");
      String images =
          new String(
              zip.getInputStream(zip.getEntry("vmdiskimages.diskwright.io.yaml")).readAllBytes(),
              java.nio.charset.StandardCharsets.UTF_8);
      assertThat(images).contains("name: refused", "NoAdmissibleCandidate");
    }
    plugin("doctor", "--file", report.toString()).expect(2);
  }

  @Test
  void shouldPassOnWhatKubectlSays() {
    assertThat(plugin("why", "nowhere").expect(1).err()).contains("not found", "nowhere");
  }

  private Cli.Result plugin(String... arguments) {
    return new Cli()
        .with("PATH", work.resolve("bin") + ":" + System.getenv("PATH"))
        .with("KUBECONFIG", cluster.adminKubeconfig().toString())
        .as(kubectl.toString(), "diskwright")
        .run(arguments);
  }
}
