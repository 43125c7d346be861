package io.diskwright.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.diskwright.testing.Requires;
import java.nio.file.Path;
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
    Script.Outcome built = Script.of("e2e/lab/build").run(BUILD_MINUTES, logs);
    Requires.that(
        built.code() == 0, "the guest of the device lab could not be built: " + built.tail());
  }

  @Test
  void shouldSayWhatIsTrueWhenDevicesAreReal() throws Exception {
    // Given
    Path answers = Project.path("e2e/target/device-lab");

    // When
    Script.Outcome outcome =
        Script.of("e2e/lab/run", "--keep", answers.toString()).run(RUN_MINUTES, logs);

    // Then
    assertThat(outcome.code())
        .as("what did not hold; the answers are in %s%n%s", answers, outcome.tail())
        .isZero();
    assertThat(outcome.tail()).contains(" passed, 0 failed");
  }
}
