package io.diskwright.agent.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.diskwright.decision.Export;
import io.diskwright.image.ProcessRunner;
import io.diskwright.planner.ImageFormat;
import io.diskwright.testing.Requires;
import io.diskwright.testing.Shell;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Exports for real, by the qemu-storage-daemon of this machine, whichever it is: one that must not
 * be used has to be refused and to fail the trial, another has to pass both.
 */
final class ExportTest {
  private static final String UID = "0b0a1c9e-0000-4000-8000-000000000001";
  private static final long BYTES = 8L << 20;

  @TempDir private Path directory;

  private final ByteArrayOutputStream said = new ByteArrayOutputStream();
  private Path root;
  private Path image;
  private Path lastWords;

  @BeforeEach
  void prepare() throws IOException {
    Requires.root();
    Requires.command("qemu-storage-daemon");
    Requires.that(Files.exists(Path.of("/dev/fuse")), "there is no /dev/fuse");
    lastWords = directory.resolve("last-words");
    root = Files.createDirectory(directory.resolve("exports"));
    Files.createDirectory(root.resolve(UID));
    image = directory.resolve("disk.qcow2");
    Shell.run("qemu-img", "create", "-q", "-f", "qcow2", image.toString(), "" + BYTES);
  }

  @AfterEach
  void leaveNothing() throws IOException {
    new ExportDirectory(root.resolve(UID)).remove();
    assertThat(Files.readString(Path.of("/proc/self/mounts"))).doesNotContain(directory.toString());
  }

  @Test
  void shouldPassTheTrialJustWhenItsVersionCanBeTrusted() throws Exception {
    // Given
    boolean safe = DaemonVersion.parse(Shell.run("qemu-storage-daemon", "--version")).isSafe();

    // When
    boolean passed = true;
    try {
      new ExportTrial(new ProcessRunner(), List.of()).run(directory);
    } catch (ExportException e) {
      passed = false;
      assertThat(e).hasMessageContaining("failed its trial");
    }

    // Then
    assertThat(passed).isEqualTo(safe);
    try (Stream<Path> left = Files.list(directory)) {
      assertThat(left).containsExactlyInAnyOrder(root, image);
    }
  }

  @Test
  void shouldPrepareJustWhenTheVersionCanBeTrusted() throws Exception {
    // Given
    String version = Shell.run("qemu-storage-daemon", "--version");
    boolean safe = DaemonVersion.parse(version).isSafe();

    // When
    int code = tool("prepare", "--format=qcow2", "--image=" + image, "--trials=" + directory);

    // Then
    assertThat(code).as(said()).isEqualTo(safe ? 0 : 1);
    assertThat(staged()).matches(staged -> Files.exists(staged) == safe);
    if (!safe) {
      assertThat(said()).contains(DaemonVersion.parse(version).toString(), "10.0.10", "corrupt");
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = ImageFormat.class,
      names = {"qcow2", "qed", "vmdk"})
  void shouldShowTheWholeFileOrNoneWherePodsLook(ImageFormat format) throws Exception {
    // Given
    Shell.run("qemu-img", "create", "-q", "-f", format.name(), image.toString(), "" + BYTES);
    ExportDirectory export = new ExportDirectory(root.resolve(UID));
    Path volume = root.resolve(UID).resolve("volume");
    Path file = volume.resolve(Export.FILE);
    byte[] text = "written through the export".getBytes(StandardCharsets.UTF_8);

    // When
    try (StorageDaemon daemon = StorageDaemon.start(List.of(), format, image, export.stage())) {
      assertThat(volume).doesNotExist();
      export.publish(BYTES, Duration.ofSeconds(5));
      assertThat(Files.size(file)).isEqualTo(BYTES);
      Files.write(file, Arrays.copyOf(text, 512), java.nio.file.StandardOpenOption.WRITE);
      assertThat(daemon.process().isAlive()).isTrue();
    }

    // Then its dead remains answer, and not the empty file beneath
    assertThatThrownBy(() -> Files.readAllBytes(file))
        .hasMessageContaining("Transport endpoint is not connected");

    // When it is exported again
    export.clear();
    assertThat(volume).doesNotExist();
    try (StorageDaemon daemon = StorageDaemon.start(List.of(), format, image, export.stage())) {
      export.publish(BYTES, Duration.ofSeconds(5));
      daemon.process().destroyForcibly().waitFor();
    }
    export.clear();
    try (StorageDaemon daemon = StorageDaemon.start(List.of(), format, image, export.stage())) {
      export.publish(BYTES, Duration.ofSeconds(5));
      try (var in = Files.newInputStream(file)) {
        assertThat(in.readNBytes(text.length)).isEqualTo(text);
      }
      assertThat(daemon.process().isAlive()).isTrue();
    }
    export.remove();
    assertThat(root.resolve(UID)).doesNotExist();
  }

  @Test
  void shouldNotPublishAFileOfAnotherSize() throws Exception {
    ExportDirectory export = new ExportDirectory(root.resolve(UID));
    Path file = export.stage();
    try (StorageDaemon daemon = StorageDaemon.start(List.of(), ImageFormat.qcow2, image, file)) {
      Files.createFile(lastWords);
      int code = tool("publish", "--bytes=" + 2 * BYTES);

      assertThat(code).isEqualTo(1);
      assertThat(said()).contains("shows " + BYTES, "has " + 2 * BYTES);
      assertThat(Files.readString(lastWords)).isEqualTo(said().strip());
      assertThat(root.resolve(UID).resolve("volume")).doesNotExist();
      assertThat(daemon.process().isAlive()).isTrue();
    }
  }

  @Test
  void shouldNotExportADamagedImage() throws Exception {
    byte[] bytes = Files.readAllBytes(image);
    Arrays.fill(bytes, 40, 48, (byte) 0x7f); // the offset of the first table
    Files.write(image, bytes);

    assertThatThrownBy(
            () ->
                new ImageCheck(new ProcessRunner(), System.out)
                    .run(List.of(), ImageFormat.qcow2, image.toString()))
        .isInstanceOf(ExportException.class)
        .hasMessageContaining(image.toString());
  }

  @ParameterizedTest
  @org.junit.jupiter.params.provider.ValueSource(
      strings = {
        "",
        "prepare",
        "withdraw --uid=../..",
        "withdraw --uid=a --wrong=1",
        "other --uid=a"
      })
  void shouldRefuseArgumentsThatAreNone(String arguments) {
    ExportTool tool =
        new ExportTool(
            new ProcessRunner(),
            List.of(),
            root,
            new PrintStream(said, true, StandardCharsets.UTF_8),
            lastWords);

    assertThat(tool.run(arguments.isEmpty() ? new String[0] : arguments.split(" "))).isEqualTo(2);
    assertThat(said()).isNotBlank();
    assertThat(root.resolve(UID)).exists();
  }

  private int tool(String task, String... arguments) {
    String[] all =
        Stream.concat(Stream.of(task, "--uid=" + UID), Stream.of(arguments)).toArray(String[]::new);
    return new ExportTool(
            new ProcessRunner(),
            List.of(),
            root,
            new PrintStream(said, true, StandardCharsets.UTF_8),
            lastWords)
        .run(all);
  }

  private Path staged() {
    return root.resolve(UID).resolve("staged").resolve(Export.FILE);
  }

  private String said() {
    return said.toString(StandardCharsets.UTF_8);
  }
}
