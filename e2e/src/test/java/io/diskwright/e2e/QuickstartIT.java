package io.diskwright.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.diskwright.testing.LoopFilesystem;
import io.diskwright.testing.Requires;
import io.diskwright.testing.Shell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The first command of the README, twice. */
final class QuickstartIT {

  private static final int IMAGES = 5;

  @ParameterizedTest
  @ValueSource(strings = {"ext4", "xfs"})
  void shouldChangeNothingWhenRunAgain(String type) throws Exception {
    Requires.command("qemu-img");
    try (var filesystem = LoopFilesystem.of(type).bytes(4L << 30).make()) {
      // Given
      Path pool = filesystem.directory().resolve("pool");

      // When
      String first = quickstart(pool);

      // Then
      List<String> before = files(pool);
      assertThat(before)
          .hasSize(IMAGES + 1)
          .anyMatch(file -> file.contains("/.diskwright-identity "));
      assertThat(first).contains("quickstart-fast", "quickstart-patent", pool.toString());

      // When
      String second = quickstart(pool);

      // Then
      assertThat(files(pool)).isEqualTo(before);
      assertThat(second).contains("quickstart-fast");
      new Cli().run("verify", "--target", pool.toString()).expect(0);
    }
  }

  @Test
  void shouldMakeNothingWhenItIsADryRun() {
    try (var filesystem = LoopFilesystem.of("ext4").bytes(4L << 30).make()) {
      // Given
      Path pool = filesystem.directory().resolve("pool");

      // When
      Shell.run(command(pool, "--dry-run"));

      // Then
      assertThat(pool).doesNotExist();
    }
  }

  private static String quickstart(Path pool) {
    return Shell.run(command(pool));
  }

  private static List<String> command(Path pool, String... options) {
    return Stream.of(
            Stream.of("env", "DISKWRIGHT_NO_BUILD=1"),
            Stream.of(Project.path("deploy/quickstart.sh").toString()),
            Stream.of(options),
            Stream.of(pool.toString()))
        .flatMap(part -> part)
        .toList();
  }

  /** Each image with everything about it that a change would change. */
  private static List<String> files(Path pool) throws IOException {
    try (Stream<Path> all = Files.walk(pool)) {
      return all.filter(Files::isRegularFile)
          .filter(file -> !file.startsWith(pool.resolve(".diskwright")))
          .sorted()
          .map(file -> file + " " + new ImageFile(file).fingerprint())
          .toList();
    }
  }
}
