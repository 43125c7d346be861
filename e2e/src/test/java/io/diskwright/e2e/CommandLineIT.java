package io.diskwright.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.diskwright.testing.LoopFilesystem;
import io.diskwright.testing.Requires;
import io.diskwright.testing.Shell;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The road on one machine: plan, apply, apply again, verify, delete, on real file systems. */
final class CommandLineIT {

  private static final long SIZE = 64L << 20;
  private static final List<Integer> WEIGHTS = List.of(0, 50, 100);

  private final Cli cli = new Cli();

  static Stream<Arguments> fileSystems() {
    return Stream.of(
        Arguments.of("ext4", List.of(), ""),
        Arguments.of("ext4", List.of("-b", "1024"), "data=writeback"),
        Arguments.of("xfs", List.of("-m", "reflink=0"), ""),
        Arguments.of("xfs", List.of("-m", "reflink=1"), "noatime"),
        Arguments.of("btrfs", List.of(), ""),
        Arguments.of("btrfs", List.of(), "compress=zstd"),
        Arguments.of("btrfs", List.of(), "nodatacow"));
  }

  @ParameterizedTest(name = "{0} {1} {2}")
  @MethodSource("fileSystems")
  void shouldMakeWhatItDecidedWhenAnyFormatIsAsked(String type, List<String> mkfs, String options)
      throws Exception {
    Requires.command("qemu-img");
    try (var filesystem = mounted(type, mkfs, options)) {
      // Given
      Path pool = filesystem.directory().resolve("pool");
      Path file = filesystem.directory().resolve("images.yaml");
      Files.writeString(file, everyFormatAndWeight());
      String[] apply = {"apply", "-f", file.toString(), "--target", pool.toString(), "-o", "json"};

      // When
      var made = cli.run(apply).expect(0).objects();

      // Then
      assertThat(made).hasSize(Images.FORMATS.size() * WEIGHTS.size());
      for (JsonNode image : made) {
        ImageFile.assertAsDecided(image.path("status"), SIZE);
        assertThat(image.path("status").path("decision").path("because")).isNotEmpty();
        assertThat(ready(image)).isEqualTo("True");
      }
      assertThat(policies(made)).contains("Thin", "Preallocated");
      String before = fingerprints(made);

      // A second time changes nothing
      var again = cli.run(apply).expect(0).objects();
      assertThat(fingerprints(again)).isEqualTo(before);
      assertThat(again.toString()).isEqualTo(made.toString());
      cli.run("verify", "--target", pool.toString()).expect(0);

      // Deleting leaves nothing
      List<String> delete = new ArrayList<>(List.of("delete", "--target", pool.toString()));
      made.forEach(image -> delete.add("default/" + image.path("metadata").path("name").asText()));
      cli.run(delete.toArray(String[]::new)).expect(0);
      assertThat(imagesIn(pool)).isEmpty();
      assertThat(cli.run("get", "--target", pool.toString(), "-o", "json").expect(0).out())
          .doesNotContain("\"VmDiskImage\"");
    }
  }

  @Test
  void shouldSayDriftWhenTheFileOnDiskIsAnother() throws Exception {
    try (var filesystem = mounted("xfs", List.of(), "")) {
      // Given
      String pool = filesystem.directory().resolve("pool").toString();
      String thick = "size: 64Mi, formats: [raw], minimumPreallocated: 64Mi";
      var made =
          cli.runWithInput(
                  Images.image("thick", thick), "apply", "-f", "-", "--target", pool, "-o", "json")
              .expect(0)
              .objects()
              .getFirst();
      String path = made.path("status").path("allocation").path("path").asText();
      assertThat(policies(List.of(made))).containsExactly("Preallocated");

      // When space is taken out of it
      Shell.run("fallocate", "--punch-hole", "--offset", "0", "--length", "16MiB", path);

      // Then
      cli.run("verify", "--target", pool, "default/thick").expect(4);
      assertThat(cli.run("verify", "--repair", "--target", pool).expect(0).out())
          .contains("Verified");
      cli.run("verify", "--target", pool, "default/thick").expect(0);

      // When a clone shares it
      Shell.run("dd", "if=/dev/urandom", "of=" + path, "bs=1M", "count=4", "conv=notrunc,fsync");
      Shell.run("cp", "--reflink=always", path, pool + "-clone");

      // Then
      assertThat(cli.run("verify", "--target", pool).expect(4).err()).contains("shared");
      cli.run("verify", "--repair", "--target", pool).expect(0);

      // When it is cut off
      Shell.run("truncate", "-s", "32M", path);

      // Then it is not for the program to repair
      cli.run("verify", "--repair", "--target", pool).expect(4);
      assertThat(cli.run("verify", "--target", pool).expect(4).err()).contains("default/thick");
    }
  }

  @Test
  void shouldMakeEveryShippedExampleOrSayWhyNot() throws Exception {
    Requires.command("qemu-img");
    for (String type : List.of("ext4", "xfs")) {
      try (var filesystem = mounted(type, List.of(), "")) {
        for (Path example : Project.list(Project.path("deploy/examples"), "*.yaml")) {
          String text = Files.readString(example);
          if (!text.contains("kind: VmDiskImage")) {
            continue; // a pool for a cluster, with paths of its own
          }
          // Given
          Path pool = filesystem.directory().resolve("pool-" + example.getFileName());
          List<String> command =
              List.of("apply", "-f", example.toString(), "--target", pool.toString(), "-o", "json");
          var outcome = cli.run(command.toArray(String[]::new));
          if (example.getFileName().toString().startsWith("encrypted")) {
            outcome.expectRefusal(2);
            assertThat(outcome.err()).contains("--key-file FILE", "--generate-key FILE");
            assertThat(imagesIn(pool)).isEmpty();
            List<String> more = new ArrayList<>(command);
            more.addAll(List.of("--generate-key", filesystem.directory() + "/key"));
            outcome = cli.run(more.toArray(String[]::new));
          }

          // Then
          for (JsonNode image : outcome.expect(0).objects()) {
            long size = image.path("status").path("allocation").path("virtualBytes").asLong();
            ImageFile.assertAsDecided(image.path("status"), size);
          }
        }
      }
    }
  }

  private static LoopFilesystem mounted(String type, List<String> mkfs, String options) {
    var builder = LoopFilesystem.of(type).bytes(8L << 30).mkfs(mkfs.toArray(String[]::new));
    return options.isEmpty() ? builder.make() : builder.mount(options).make();
  }

  private static String everyFormatAndWeight() {
    StringBuilder documents = new StringBuilder();
    for (String format : Images.FORMATS) {
      for (int weight : WEIGHTS) {
        documents.append(
            Images.image(
                format + "-" + weight,
                "size: 64Mi, formats: [%s], tradeoffs: {performance: %d}"
                    .formatted(format, weight)));
      }
    }
    return documents.toString();
  }

  private static String ready(JsonNode image) {
    for (JsonNode condition : image.path("status").path("conditions")) {
      if (condition.path("type").asText().equals("Ready")) {
        return condition.path("status").asText();
      }
    }
    return "no condition Ready";
  }

  private static List<String> policies(List<JsonNode> images) {
    return images.stream()
        .map(image -> image.path("status").path("decision").path("policy").asText())
        .distinct()
        .toList();
  }

  private static String fingerprints(List<JsonNode> images) {
    return images.stream()
        .map(image -> image.path("status").path("allocation").path("path").asText())
        .map(path -> path + " " + new ImageFile(Path.of(path)).fingerprint())
        .collect(Collectors.joining("\n"));
  }

  /** Everything in the pool directory but our own records. */
  static List<Path> imagesIn(Path pool) throws java.io.IOException {
    if (!Files.exists(pool)) {
      return List.of();
    }
    try (Stream<Path> entries = Files.list(pool)) {
      return entries
          .filter(entry -> !String.valueOf(entry.getFileName()).startsWith(".diskwright"))
          .toList();
    }
  }
}
