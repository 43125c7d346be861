package io.diskwright.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.diskwright.planner.Capability;
import io.diskwright.testing.DeadMount;
import io.diskwright.testing.LoopFilesystem;
import io.diskwright.testing.Requires;
import io.diskwright.testing.Shell;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code diskwright probe} for people. */
final class ProbeTest {
  @TempDir private Path directory;

  @Test
  void shouldPrintOneRowForEachTarget() {
    // When
    Run run = Run.of("probe", directory.toString(), "/dev/shm");

    // Then
    assertThat(run.exitCode()).isZero();
    assertThat(run.out().lines().limit(3))
        .satisfiesExactly(
            head -> assertThat(head).startsWith("TARGET").contains("READY  HEALTHY  Th Pr Di"),
            first -> assertThat(first).startsWith(directory.toString()),
            second -> assertThat(second).startsWith("/dev/shm").contains("Memory"));
    assertThat(run.err()).isEmpty();
  }

  /** Takes two time limits: one to look at the path, and one to open it. */
  @Test
  void shouldPrintTheOthersWhenOneHangs() {
    try (DeadMount dead = DeadMount.make();
        DeadMount dead2 = DeadMount.make()) {
      // When
      long start = System.nanoTime();
      Run run =
          Run.of(
              "probe",
              dead.directory().toString(),
              directory.toString(),
              dead2.directory().toString(),
              "-o",
              "json");
      long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start);

      // Then
      assertThat(run.exitCode()).isZero();
      assertThat(run.json().findValuesAsText("directory"))
          .containsExactly(
              dead.directory().toString(), directory.toString(), dead2.directory().toString());
      assertThat(run.out().split("ProbeTimedOut", -1)).as(run.out()).hasSize(3);
      assertThat(seconds).as("side by side").isLessThan(40);
    }
  }

  @Test
  void shouldExplainWhatIsAskedForInAnyCase() {
    // When
    Run run = Run.of("probe", directory.toString(), "--why", "cloning,DISCARD", "--why=DirectIo");

    // Then
    assertThat(run.exitCode()).isZero();
    assertThat(run.out())
        .containsSubsequence(
            "Cloning\n", "ioctl(FICLONE)", "\nDiscard\n", "fallocate(PUNCH_HOLE", "\nDirectIo\n");
  }

  @Test
  void shouldSuggestWhenACapabilityIsMisspelt() {
    // When
    Run run = Run.of("probe", directory.toString(), "--why", "Clonning");

    // Then
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("did you mean \"Cloning\"?", "WriteZeroes");
    assertThat(run.out()).isEmpty();
  }

  @Test
  void shouldRefuseWhenReasonsAreWantedForMachines() {
    assertThat(Run.of("probe", directory.toString(), "--why", "Cloning", "-o", "json").exitCode())
        .isEqualTo(2);
    assertThat(Run.of("get", "-o", "wide").exitCode()).as("only probe is wide").isEqualTo(2);
  }

  @Test
  void shouldShowEvidenceWhenWide() {
    // When
    Run run = Run.of("probe", directory.toString(), "-o", "wide");

    // Then
    assertThat(run.exitCode()).isZero();
    assertThat(run.out()).contains("identity ", "properties ", "condition ", "EVIDENCE");
    assertThat(run.out())
        .contains(Arrays.stream(Capability.values()).map(Capability::name).toList());
  }

  /** Its name is known still, but stat(2) of it fails. */
  @Test
  void shouldSayThatTheDeviceIsGoneWhenXfsIsShutDown() {
    // Given
    Requires.command("xfs_io");
    try (LoopFilesystem made = LoopFilesystem.of("xfs").make()) {
      Shell.run("xfs_io", "-x", "-c", "shutdown", made.directory().toString());

      // When
      Run run = Run.of("probe", made.directory().toString(), "-o", "wide");

      // Then
      assertThat(run.err()).isEmpty();
      assertThat(run.out()).contains("DeviceGone", "attach it again");
      assertThat(run.exitCode()).isZero();
    }
  }

  @Test
  void shouldCompleteNamesOfCapabilities() {
    assertThat(Run.of("completion", "bash").out()).contains("--why", "CopyOffload", "wide");
  }
}
