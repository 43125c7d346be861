package io.diskwright.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.SimpleFileServer;
import io.diskwright.testing.LoopFilesystem;
import io.diskwright.testing.Shell;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The examples of README.md about probing, as they stand there. */
final class ReadmeIT {
  private static final String THEIRS = "/srv/images";

  private final Cli cli = new Cli();

  @Test
  void shouldDoWhatTheReadmeSaysWhenProbing() {
    try (LoopFilesystem filesystem = LoopFilesystem.of("xfs").make()) {
      // Given
      List<String> commands =
          Readme.blocks("sh").stream()
              .flatMap(String::lines)
              .filter(line -> line.startsWith("diskwright probe " + THEIRS))
              .map(line -> line.replaceFirst(" +#.*", ""))
              .map(line -> line.replace(THEIRS, filesystem.directory().toString()))
              .toList();
      assertThat(commands).hasSizeGreaterThan(3);

      for (String command : commands) {
        // When
        String[] arguments = command.replaceFirst("diskwright +", "").split(" +");
        Cli.Result result = cli.run(arguments).expect(0);

        // Then
        assertThat(result.out()).contains(filesystem.directory().toString());
        assertThat(result.err()).isEmpty();
      }
    }
  }

  @Test
  void shouldDoWhatTheReadmeSaysOfClasses() {
    try (LoopFilesystem filesystem = LoopFilesystem.of("ext4").make()) {
      // Given
      List<String> commands =
          Readme.blocks("sh").stream()
              .flatMap(String::lines)
              .filter(
                  line ->
                      line.startsWith("diskwright classes")
                          || line.contains("--class ")
                          || line.contains("className="))
              .map(line -> line.replaceFirst(" +#.*", ""))
              .map(line -> line.replace(THEIRS, filesystem.directory().toString()))
              .map(line -> line.replace("deploy/", Project.path("deploy") + "/"))
              .toList();
      assertThat(commands).hasSize(3);

      for (String command : commands) {
        // When
        String[] arguments = command.replaceFirst("diskwright +", "").split(" +");
        Cli.Result result = cli.run(arguments).expect(0);

        // Then
        assertThat(result.out()).isNotBlank();
        assertThat(result.err()).isEmpty();
      }
    }
  }

  @Test
  void shouldDoWhatTheReadmeSaysWhenCalibrating() {
    try (LoopFilesystem filesystem = LoopFilesystem.of("ext4").bytes(2L << 30).make()) {
      // Given
      Path directory = filesystem.directory();
      List<String> commands =
          Readme.blocks("sh").stream()
              .flatMap(String::lines)
              .filter(line -> line.startsWith("diskwright calibrate " + THEIRS))
              .map(line -> line.replaceFirst(" +#.*", "").replace(THEIRS, directory.toString()))
              .distinct()
              .sorted() // --dry-run before --quick
              .toList();
      assertThat(commands)
          .containsExactly(
              "diskwright calibrate " + directory + " --dry-run",
              "diskwright calibrate " + directory + " --quick");

      for (String command : commands) {
        // When
        Cli.Result result = cli.run(command.replaceFirst("diskwright +", "").split(" +")).expect(0);

        // Then
        assertThat(result.out()).contains(directory.toString(), "raw", "qcow2");
        assertThat(directory.resolve(".diskwright-measurements").toFile().exists())
            .isEqualTo(command.endsWith("--quick"));
      }
    }
  }

  @Test
  void shouldBelieveTheFileThatTheReadmeShows() throws Exception {
    try (LoopFilesystem filesystem = LoopFilesystem.of("ext4").make()) {
      // Given
      String declarations =
          Readme.blocks("yaml").stream()
              .filter(block -> block.contains("kind: CapabilityDeclarations"))
              .findFirst()
              .orElseThrow();
      Path directory = filesystem.directory();
      Files.writeString(directory.resolve(".diskwright-capabilities.yaml"), declarations);

      // When
      JsonNode status =
          cli.run("probe", directory.toString(), "-o", "json")
              .expect(0)
              .objects()
              .getFirst()
              .path("status");

      // Then
      assertThat(status.path("has").toString()).contains("Deduplication");
      for (JsonNode one : status.path("capabilities")) {
        if (one.path("name").asText().equals("Deduplication")) {
          assertThat(one.path("value").asText()).isEqualTo("inline");
          assertThat(one.toString()).contains("MetadataFile", "volume class gold");
        }
      }
      assertThat(status.path("conditions").toString()).contains("DeclarationsHold", "Confirmed");
    }
  }

  @Test
  void shouldDoWhatTheReadmeSaysOfSources() throws Exception {
    try (LoopFilesystem filesystem = LoopFilesystem.of("xfs").bytes(20L << 30).make()) {
      // Given
      Path there = filesystem.directory();
      Path source = there.resolve("debian.qcow2");
      Path raw = Files.writeString(there.resolve("raw"), "hello");
      Shell.run("qemu-img", "convert", "-f", "raw", "-O", "qcow2", raw + "", source + "");
      HttpServer server =
          SimpleFileServer.createFileServer(
              new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
              there,
              SimpleFileServer.OutputLevel.NONE);
      server.start();
      String url = "http://127.0.0.1:" + server.getAddress().getPort() + "/debian.qcow2";
      String sha256 = Shell.run("sha256sum", source.toString()).substring(0, 64);
      String pool = there.resolve("pool").toString();
      List<String> commands =
          Readme.blocks("sh").stream()
              .flatMap(String::lines)
              .filter(line -> line.contains("deploy/examples/sources/"))
              .map(line -> line.replace("deploy/examples/sources", there.toString()))
              .map(line -> line.replace(THEIRS, pool))
              .map(line -> line + " --allow-private-addresses -o json")
              .toList();
      assertThat(commands).hasSize(3);
      for (String name : List.of("from-file.yaml", "from-http.yaml", "from-image.yaml")) {
        String example = Files.readString(Project.path("deploy/examples/sources").resolve(name));
        Files.writeString(
            there.resolve(name),
            example
                .replace("/var/lib/diskwright/sources/debian.qcow2", source.toString())
                .replace("https://images.example.org/debian.qcow2", url)
                .replaceFirst("sha256: [0-9a-f]+", "sha256: " + sha256));
      }

      // When
      for (String command : commands) {
        String[] arguments = command.replaceFirst("diskwright +", "").split(" +");
        JsonNode image = cli.run(arguments).expect(0).objects().getFirst();

        // Then
        String path = image.at("/status/allocation/path").asText();
        String format = image.at("/status/decision/format").asText();
        assertThat(Shell.run("qemu-img", "compare", "-f", "qcow2", "-F", format, source + "", path))
            .contains("identical");
      }
      server.stop(0);
    }
  }

  @Test
  void shouldDoWhatTheReadmeSaysWhenEncrypting() throws Exception {
    try (LoopFilesystem filesystem = LoopFilesystem.of("ext4").make()) {
      // Given
      Path pool = filesystem.directory().resolve("pool");
      String home = filesystem.directory() + "/";
      Path former = filesystem.directory().resolve("encrypted.key");
      Path key = filesystem.directory().resolve("encrypted-2.key");
      List<String> commands =
          Readme.blocks("sh").stream()
              .flatMap(String::lines)
              .filter(line -> line.contains("/root/encrypted.key"))
              .map(line -> line.replace("/root/", home))
              .map(line -> line.replace(THEIRS, pool.toString()))
              .map(line -> line.replace(" deploy/", " " + Project.path("deploy") + "/"))
              .toList();
      assertThat(commands).hasSize(3);

      // When
      for (String command : commands) {
        cli.run(command.replaceFirst("diskwright +", "").split(" +")).expect(0);
      }

      // Then
      String path =
          cli.run("get", "default/encrypted", "--target", pool.toString(), "-o", "json")
              .expect(0)
              .objects()
              .getFirst()
              .at("/status/allocation/path")
              .asText();
      String info = Shell.run("qemu-img", "info", path);
      assertThat(info).contains("encrypted: yes", "cipher mode: xts", "512 MiB");
      cli.run("verify", "--target", pool.toString()).expect(0);
      assertThat(Shell.run("stat", "-c", "%a", key.toString()).strip()).isEqualTo("600");
      cli.run(grow(pool, former)).expect(1);
      cli.run(grow(pool, key)).expect(0);
    }
  }

  private static String[] grow(Path pool, Path key) {
    return "resize default/encrypted 600Mi --target %s --key-file %s"
        .formatted(pool, key)
        .split(" ");
  }
}
