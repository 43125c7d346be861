package io.diskwright.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.diskwright.testing.LoopFilesystem;
import io.diskwright.testing.Requires;
import io.diskwright.testing.Shell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** {@code diskwright calibrate} as its user runs it, on a real ext4. */
final class CalibrateIT {
  private static final String FILE = ".diskwright-measurements";
  private static final String IMAGE =
      """
      apiVersion: diskwright.io/v1alpha1
      kind: VmDiskImage
      metadata: {name: x}
      spec: {size: 256Mi}
      """;

  private final Cli cli = new Cli();
  private final List<LoopFilesystem> open = new ArrayList<>();
  private Path target = Path.of("/");

  @BeforeEach
  void mount() throws IOException {
    Requires.command("qemu-nbd");
    LoopFilesystem filesystem = LoopFilesystem.of("ext4").bytes(2L << 30).make();
    open.add(filesystem);
    target = Files.createDirectory(filesystem.directory().resolve("images"));
  }

  @AfterEach
  void unmount() {
    open.forEach(LoopFilesystem::close);
  }

  private JsonNode device() {
    return cli.run("probe", target.toString(), "-o", "json").expect(0).objects().getFirst();
  }

  private String confidence() {
    return cli.runWithInput(IMAGE, "plan", "-f", "-", "--target", target.toString(), "-o", "json")
        .expect(0)
        .objects()
        .getFirst()
        .at("/status/decision/expected/confidence")
        .asText();
  }

  private List<String> entries() throws IOException {
    try (Stream<Path> all = Files.list(target)) {
      return all.map(path -> String.valueOf(path.getFileName())).toList();
    }
  }

  private static JsonNode calibrated(JsonNode device) {
    for (JsonNode condition : device.at("/status/conditions")) {
      if (condition.path("type").asText().equals("Calibrated")) {
        return condition;
      }
    }
    throw new AssertionError("no condition Calibrated: " + device);
  }

  @Test
  void shouldMeasureInBoundsAndPlanByIt() throws Exception {
    // Given
    assertThat(confidence()).isEqualTo("Shipped");
    long start = System.nanoTime();

    // When
    Cli.Result result = cli.run("calibrate", target.toString(), "--quick").expect(0);

    // Then
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(42));
    assertThat(result.out())
        .contains("FIRST WRITES", "raw", "qcow2", "Kept in " + target.resolve(FILE));
    assertThat(result.err()).contains("at most 544 MiB of space at a time, at most 40 s");
    assertThat(entries()).containsExactly(FILE);
    JsonNode device = device();
    assertThat(calibrated(device).path("reason").asText()).isEqualTo("Measured");
    assertThat(device.at("/status/measurements/qemu").asText())
        .isEqualTo(Shell.run("qemu-img", "--version").replaceFirst("(?s).*version (\\S+).*", "$1"));
    assertThat(device.at("/status/measurements/kernel").asText())
        .isEqualTo(Shell.run("uname", "-r").strip());
    assertThat(device.at("/status/measurements/raw").asText()).isNotEmpty();
    assertThat(confidence()).isEqualTo("Calibrated");
  }

  @Test
  void shouldDropWhatWasMeasuredUnderAnotherKernel() throws Exception {
    // Given
    cli.run("calibrate", target.toString(), "--time", "20", "--quick").expect(0);
    Path file = target.resolve(FILE);
    String kernel = Shell.run("uname", "-r").strip();
    Files.writeString(
        file, Files.readString(file).replace("kernel: " + kernel + "\n", "kernel: 5.4.0\n"));

    // When
    JsonNode device = device();

    // Then
    assertThat(calibrated(device).path("status").asText()).isEqualTo("False");
    assertThat(calibrated(device).path("reason").asText()).isEqualTo("Expired");
    assertThat(calibrated(device).path("message").asText())
        .contains("under the kernel 5.4.0, which is " + kernel + " now");
    assertThat(device.at("/status/measurements").isMissingNode()).isTrue();
    assertThat(confidence()).isEqualTo("Shipped");
    assertThat(cli.run("probe", target.toString()).expect(0).out())
        .contains("Calibrated is False, Expired");
  }

  @Test
  void shouldLeaveNothingWhenInterruptedAndToTheNextRunWhenKilled() throws Exception {
    // When: Ctrl-C
    Process process = started();
    long start = System.nanoTime();
    Shell.run("kill", "-INT", Long.toString(process.pid()));
    assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();

    // Then
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(3));
    assertThat(process.exitValue()).isEqualTo(130);
    assertThat(entries()).isEmpty();

    // When: kill -9
    Process killed = started();
    List<ProcessHandle> children = killed.descendants().toList();
    killed.destroyForcibly();
    killed.waitFor();
    for (ProcessHandle child : children) {
      child.onExit().get(10, TimeUnit.SECONDS);
    }
    assertThat(entries()).singleElement().asString().startsWith(".diskwright-calibration.");

    // Then
    cli.run("calibrate", target.toString(), "--quick", "--time", "15").expect(0);
    assertThat(entries()).containsExactly(FILE);
  }

  @Test
  void shouldRefuseWhatCannotBeMeasured() {
    cli.run("calibrate", target.resolve("no").toString()).expectRefusal(2);
    assertThat(cli.run("calibrate", "vg0").expectRefusal(2).err()).contains("is a volume group");
    assertThat(cli.run("calibrate", target.toString(), "--time", "1").expectRefusal(2).err())
        .contains("too short");
    try (LoopFilesystem small = LoopFilesystem.of("ext4").bytes(64L << 20).make()) {
      assertThat(cli.run("calibrate", small.directory().toString()).expectRefusal(3).err())
          .contains("No room to measure in", "beside what is reserved");
    }
  }

  /** A calibration that is in the middle of it. */
  private Process started() throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
            "env",
            "--default-signal=INT", // ignored in what a shell runs in the background
            Project.path("node-probe/bin/diskwright").toString(),
            "calibrate",
            target.toString());
    builder.environment().put("DISKWRIGHT_NO_BUILD", "1");
    Process process =
        builder
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    for (int i = 0; i < 2000 && !isServing(process); i++) {
      LockSupport.parkNanos(10_000_000L);
    }
    assertThat(isServing(process)).isTrue();
    return process;
  }

  private static boolean isServing(Process process) {
    return process
        .descendants()
        .anyMatch(child -> child.info().command().orElse("").endsWith("qemu-nbd"));
  }
}
