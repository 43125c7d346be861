package io.diskwright.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.diskwright.testing.Requires;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The probe on the devices of virtual machines, against what is known of them; {@code
 * e2e/lab/README.md} says how. All sets in one run, since they share the processors.
 */
final class DeviceLabIT {

  private static final long BUILD_MINUTES = 15;
  private static final long RUN_MINUTES = 25;

  @TempDir private static Path logs;

  @BeforeAll
  static void buildTheGuest() throws Exception {
    Requires.root();
    Requires.command("apt-get");
    Outcome built = run(BUILD_MINUTES, "e2e/lab/build");
    Requires.that(built.code == 0, "the guest of the device lab could not be built: " + built.tail);
  }

  @Test
  void shouldSayWhatIsTrueWhenDevicesAreReal() throws Exception {
    // Given
    Path answers = Project.path("e2e/target/device-lab");

    // When
    Outcome outcome = run(RUN_MINUTES, "e2e/lab/run", "--keep", answers.toString());

    // Then
    assertThat(outcome.code)
        .as("what did not hold; the answers are in %s%n%s", answers, outcome.tail)
        .isZero();
    assertThat(outcome.tail).contains(" passed, 0 failed");
  }

  private static Outcome run(long minutes, String script, String... arguments)
      throws IOException, InterruptedException {
    List<String> command =
        Stream.concat(Stream.of(Project.path(script).toString()), Stream.of(arguments)).toList();
    Path log = Files.createTempFile(logs, "run", ".log");
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectInput(Path.of("/dev/null").toFile())
            .redirectOutput(log.toFile())
            .start();
    try {
      boolean ended = process.waitFor(minutes, TimeUnit.MINUTES);
      String text = new String(Files.readAllBytes(log), StandardCharsets.UTF_8);
      String tail = text.substring(Math.max(0, text.length() - 20_000));
      return new Outcome(ended ? process.exitValue() : -1, tail);
    } finally {
      process.descendants().forEach(ProcessHandle::destroy);
      process.destroy();
    }
  }

  private record Outcome(int code, String tail) {}
}
