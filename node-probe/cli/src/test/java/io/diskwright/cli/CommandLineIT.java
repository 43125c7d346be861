package io.diskwright.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.diskwright.testing.LoopFilesystem;
import io.diskwright.testing.Requires;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every command on a real ext4. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class CommandLineIT {
  private final List<AutoCloseable> open = new ArrayList<>();
  private Path mount = Path.of("/");
  private Path pool = Path.of("/");

  @BeforeAll
  void mount() {
    Requires.loopDevices();
    Requires.command("qemu-img");
    LoopFilesystem filesystem = LoopFilesystem.of("ext4").bytes(8L << 30).make();
    open.add(filesystem);
    mount = filesystem.directory();
    pool = mount.resolve("pool");
  }

  @AfterAll
  void unmount() throws Exception {
    for (AutoCloseable one : open) {
      one.close();
    }
  }

  @AfterEach
  void deleteImages() throws IOException {
    if (Files.exists(pool)) {
      for (JsonNode image : get("get", "--target", pool.toString()).path("items")) {
        run("delete", name(image), "--target", pool.toString());
      }
      try (Stream<Path> files = Files.walk(pool)) {
        files.sorted((a, b) -> b.compareTo(a)).forEach(path -> path.toFile().delete());
      }
    }
  }

  @Test
  void shouldCallTheDeviceTheSameBeforeItsDirectoryIsMadeAndAfter() {
    // When
    JsonNode planned = get("plan", image("x", "size: 16Mi"), "--target", pool.toString());
    assertThat(pool).doesNotExist();
    JsonNode applied = get("apply", image("x", "size: 16Mi"), "--target", pool.toString());
    JsonNode probed = get("probe", pool.toString()).path("items").get(0);

    // Then
    String device = planned.path("status").path("decision").path("device").asText();
    assertThat(applied.path("status").path("decision").path("device").asText()).isEqualTo(device);
    assertThat(probed.path("metadata").path("name").asText()).isEqualTo(device);
    assertThat(probed.path("status").path("target").path("directory").asText())
        .isEqualTo(pool.toString());
  }

  @Test
  void shouldMakeNothingAnewWhenAppliedTwice() throws IOException {
    // Given
    String[] args = {"apply", image("x", "size: 64Mi", "formats: [qcow2]"), "--target", pool + ""};
    JsonNode first = get(args);
    Map<String, FileTime> before = times();

    // When
    JsonNode second = get(args);

    // Then
    assertThat(second).isEqualTo(first);
    assertThat(times()).isEqualTo(before);
    JsonNode status = first.path("status");
    assertThat(status.path("allocation").path("virtualBytes").asLong()).isEqualTo(64 << 20);
    assertThat(Path.of(status.path("allocation").path("path").asText())).exists();
    assertThat(status.path("attachment").path("view").asText()).isEqualTo("Direct");
    assertThat(status.path("attachment").path("blockdev").asText()).contains("\"qcow2\"");
    assertThat(status.path("conditions").findValuesAsText("type"))
        .containsExactly("Accepted", "Planned", "Allocated", "Ready");
    assertThat(status.path("conditions").findValuesAsText("status")).containsOnly("True");
  }

  @Test
  void shouldWriteNothingWhenOnlyAsked() throws IOException {
    // Given
    String wanted = image("x", "size: 64Mi");
    String only = image("y", "size: 64Mi", "planOnly: true");

    // When
    run("plan", wanted, "--target", pool.toString());
    run("explain", wanted, "--target", pool.toString());
    run("apply", wanted, "--dry-run", "--target", pool.toString());
    Run planOnly = run("apply", only, "--target", pool.toString());
    run("get", "--target", pool.toString());
    run("verify", "--target", pool.toString());

    // Then
    assertThat(planOnly.exitCode()).as(planOnly.err()).isZero();
    assertThat(pool).doesNotExist();
  }

  @Test
  void shouldSayEveryReasonAndLeaveNothingWhenRefused() {
    // When
    Run impossible =
        run(
            "apply",
            image("x", "size: 64Mi", "formats: [raw]", "requires: [Compression]"),
            "--target",
            pool.toString());
    Run tooBig =
        run("apply", image("x", "size: 1Ti", "formats: [raw]"), "--target", pool.toString());

    // Then
    assertThat(impossible.exitCode()).as(impossible.err()).isEqualTo(3);
    assertThat(impossible.err()).contains("default/x", "RequiredFeatureMissing", "Compression");
    assertThat(tooBig.exitCode()).as(tooBig.err()).isEqualTo(3);
    assertThat(tooBig.err()).contains("InsufficientCapacity");
    assertThat(pool).doesNotExist();
  }

  @Test
  void shouldMakeTheOthersWhenOneIsRefused() {
    // Given
    String both = image("x", "size: 64Mi") + "---\n" + image("y", "size: 1Pi");

    // When
    Run run = run("apply", both, "--target", pool.toString(), "-o", "json");

    // Then
    assertThat(run.exitCode()).as(run.err()).isEqualTo(3);
    assertThat(run.json().path("items")).hasSize(1);
    assertThat(run.err()).contains("default/y").doesNotContain("default/x");
  }

  @Test
  void shouldNotPromiseTwiceWhenImagesShareThePlace() {
    // Given
    String spec = "size: 4Gi";
    String three =
        image("a", spec) + "---\n" + image("b", spec) + "---\n" + image("c", "size: 64Mi");

    // When
    Run run = run("plan", three, "--target", pool.toString(), "-o", "json");

    // Then
    assertThat(run.exitCode()).as(run.err()).isEqualTo(3);
    assertThat(run.json().path("items").findValuesAsText("name")).contains("a", "c");
    assertThat(run.err()).contains("default/b").doesNotContain("default/a");
  }

  @Test
  void shouldRefuseWhenTheSpecChanged() {
    // Given
    run("apply", image("x", "size: 64Mi"), "--target", pool.toString());

    // When
    Run shrunk = run("apply", image("x", "size: 32Mi"), "--target", pool.toString());
    Run other = run("apply", image("x", "size: 64Mi", "formats: [vdi]"), "--target", pool + "");

    // Then
    assertThat(shrunk.exitCode()).as(shrunk.err()).isEqualTo(2);
    assertThat(other.exitCode()).as(other.err()).isEqualTo(3);
    assertThat(run("verify", "--target", pool.toString()).exitCode()).isZero();
  }

  @Test
  void shouldGrowInPlaceWhenASizeIsRaised() {
    // Given
    String thick = image("x", "size: 16Mi", "formats: [raw]", "minimumPreallocated: 16Mi");
    JsonNode made = get("apply", thick, "--target", pool.toString());
    Path path = Path.of(made.path("status").path("allocation").path("path").asText());

    // When
    Run resized = run("resize", "x", "24Mi", "--target", pool.toString(), "-o", "json");
    String wanted = thick.replace("size: 16Mi", "size: 32Mi");
    JsonNode applied = get("apply", wanted, "--target", pool.toString());
    Run again = run("resize", "x", "32Mi", "--target", pool.toString());
    Run shrunk = run("resize", "x", "8Mi", "--target", pool.toString());
    Run nonsense = run("resize", "x", "much", "--target", pool.toString());

    // Then
    assertThat(resized.exitCode()).as(resized.err()).isZero();
    assertThat(resized.json().path("spec").path("size").asText()).isEqualTo("24Mi");
    assertThat(applied.path("status").path("allocation").path("virtualBytes").asLong())
        .isEqualTo(32L << 20);
    assertThat(path).hasSize(32L << 20);
    assertThat(again.out()).contains("has 32Mi already");
    assertThat(shrunk.exitCode()).isEqualTo(2);
    assertThat(shrunk.err()).contains("never shrinks");
    assertThat(nonsense.exitCode()).isEqualTo(2);
    assertThat(run("verify", "--target", pool.toString()).exitCode()).isZero();
  }

  /** A raw image is as long as its disk; a qcow2 image without its whole header is none. */
  @ParameterizedTest
  @CsvSource({"raw, 1048576", "qcow2, 64"})
  void shouldExitWithFourWhenTheFileDrifted(String format, long length) throws IOException {
    // Given
    String wanted = image("x", "size: 64Mi", "formats: [" + format + "]");
    JsonNode made = get("apply", wanted, "--target", pool.toString());
    String path = made.path("status").path("allocation").path("path").asText();
    try (RandomAccessFile file = new RandomAccessFile(path, "rw")) {
      file.setLength(length);
    }

    // When
    Run verify = run("verify", "x", "--target", pool.toString());
    Run again = run("apply", wanted, "--target", pool.toString());

    // Then
    assertThat(verify.exitCode()).isEqualTo(4);
    assertThat(verify.err()).contains("default/x");
    assertThat(again.exitCode()).isEqualTo(4);
    assertThat(Path.of(path)).hasSize(length);
  }

  @Test
  void shouldDeleteWhatIsNamedAndNothingElse() throws IOException {
    // Given
    Files.createDirectory(pool);
    Path stranger = Files.writeString(pool.resolve("precious"), "mine");
    run("apply", image("x", "size: 16Mi"), "--target", pool.toString());
    JsonNode kept =
        get("apply", image("y", "size: 16Mi", "deletionPolicy: Retain"), "--target", pool + "");

    // When
    Run deleted = run("delete", "x", "default/y", "--target", pool.toString());

    // Then
    assertThat(deleted.exitCode()).as(deleted.err()).isZero();
    assertThat(Path.of(kept.path("status").path("allocation").path("path").asText())).exists();
    assertThat(stranger).hasContent("mine");
    assertThat(get("get", "--target", pool.toString()).path("items")).isEmpty();
    assertThat(run("delete", "x", "--target", pool.toString()).exitCode()).isEqualTo(2);
    assertThat(run("delete", "x", "--ignore-not-found", "--target", pool + "").exitCode()).isZero();
  }

  @Test
  void shouldDecideTheSameWhenTheDevicesWereSaved() throws IOException {
    // Given
    Files.createDirectory(pool);
    Path saved = mount.resolve("devices.yaml");
    Files.writeString(saved, run("probe", pool.toString(), "-o", "yaml").out());
    String wanted = image("x", "size: 64Mi", "requires: [Snapshotting]");

    // When
    JsonNode probed = get("plan", wanted, "--target", pool.toString());
    JsonNode read = get("plan", wanted, "--devices", saved.toString());
    JsonNode inFile = get("plan", wanted + "---\n" + Files.readString(saved));
    Files.delete(saved);

    // Then
    assertThat(read.path("status")).isEqualTo(probed.path("status"));
    assertThat(inFile.path("status")).isEqualTo(probed.path("status"));
  }

  @Test
  void shouldMakeEveryExampleWhenThePlaceIsReal() throws IOException {
    // Given
    Path examples = examples();
    List<Path> files;
    try (Stream<Path> all = Files.list(examples)) {
      files = all.filter(file -> file.toString().endsWith(".yaml")).sorted().toList();
    }
    assertThat(files).hasSizeGreaterThan(7);

    for (Path file : files) {
      if (file.endsWith("pool.yaml")) {
        continue;
      }
      // When
      Run run =
          Run.of(
              "apply",
              "-f",
              examples.resolve("pool.yaml").toString(),
              "-f",
              file.toString(),
              "--target",
              pool.toString());

      // Then
      boolean keyless = file.endsWith("encrypted-request.yaml");
      assertThat(run.exitCode()).as(file + run.err()).isEqualTo(keyless ? 2 : 0);
      assertThat(run.err()).contains(keyless ? "--generate-key FILE" : "");
    }
    assertThat(run("verify", "--target", pool.toString()).exitCode()).isZero();
  }

  /** The nearest deploy/examples above; a test runs in its module. */
  private static Path examples() {
    Path here = Path.of("").toAbsolutePath();
    while (!Files.isDirectory(here.resolve("deploy/examples"))) {
      here = java.util.Objects.requireNonNull(here.getParent(), "no deploy/examples above");
    }
    return here.resolve("deploy/examples");
  }

  /** Runs with every argument that is a document put on the standard input. */
  private static Run run(String... args) {
    List<String> all = new ArrayList<>();
    String input = "";
    for (String arg : args) {
      if (arg.startsWith("apiVersion")) {
        input = arg;
        all.addAll(List.of("-f", "-"));
      } else {
        all.add(arg);
      }
    }
    return Run.with(input, all.toArray(String[]::new));
  }

  private static JsonNode get(String... args) {
    String[] more = java.util.Arrays.copyOf(args, args.length + 2);
    more[args.length] = "-o";
    more[args.length + 1] = "json";
    Run run = run(more);
    assertThat(run.exitCode()).as(run.err()).isZero();
    return run.json();
  }

  private static String name(JsonNode image) {
    JsonNode metadata = image.path("metadata");
    return metadata.path("namespace").asText() + "/" + metadata.path("name").asText();
  }

  private static String image(String name, String... spec) {
    return "apiVersion: diskwright.io/v1alpha1\nkind: VmDiskImage\nmetadata: {name: "
        + name
        + "}\nspec: {"
        + String.join(", ", spec)
        + "}\n";
  }

  private Map<String, FileTime> times() throws IOException {
    Map<String, FileTime> times = new TreeMap<>();
    try (Stream<Path> files = Files.walk(pool)) {
      for (Path file : files.toList()) {
        times.put(file.toString(), Files.getLastModifiedTime(file));
      }
    }
    return times;
  }
}
