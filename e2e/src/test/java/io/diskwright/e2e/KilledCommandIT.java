package io.diskwright.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.diskwright.testing.LoopFilesystem;
import io.diskwright.testing.Mounted;
import io.diskwright.testing.Shell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The command is killed, really, at random moments of {@code apply}, {@code resize} and {@code
 * delete}; then it is run again, and there is what was wanted and nothing else.
 */
final class KilledCommandIT {
  private static final int ROUNDS = Integer.getInteger("diskwright.kills", 45) / 3;
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final long MIB = 1L << 20;
  private static final List<String> FORMATS = List.of("raw", "qcow2");

  private final Cli cli = new Cli();
  private Mounted memory;
  private LoopFilesystem disk;
  private Path target;
  private int inTheMiddle;

  @BeforeEach
  void make() throws IOException {
    memory = Mounted.of("tmpfs", "size=1g", "none");
    disk = LoopFilesystem.of("ext4").in(memory.directory()).bytes(512 * MIB).make();
    target = Files.createDirectory(disk.directory().resolve("images"));
  }

  @AfterEach
  void unmount() {
    disk.close();
    memory.close();
  }

  @Test
  void shouldDoTheSameAfterAKillAtAnyMoment() throws Exception {
    long seed = Long.getLong("diskwright.seed", System.nanoTime());
    System.out.printf("killed command: %d moments, diskwright.seed=%d%n", 3 * ROUNDS, seed);
    Random random = new Random(seed);
    long each = duration();
    long free = free();
    for (int i = 0; i < ROUNDS; i++) {
      String format = FORMATS.get(i % FORMATS.size());
      String[] apply = command("apply", "-f", file(format).toString());
      String[] resize = command("resize", "x", "48Mi");
      String[] delete = command("delete", "x", "--ignore-not-found");

      killed(random.nextLong(each), apply);
      again(apply);
      assertImage(format, 32 * MIB);

      killed(random.nextLong(each), resize);
      again(resize);
      assertImage(format, 48 * MIB);

      killed(random.nextLong(each), delete);
      again(delete);
      assertThat(below()).isEmpty();
      assertThat(free()).as("lost space").isGreaterThan(free - MIB);
    }
    System.out.printf("killed command: %d were killed before they had ended%n", inTheMiddle);
    assertThat(inTheMiddle).isGreaterThan(ROUNDS);
  }

  @Test
  void shouldSayWhatIsWrongAndLoseNothingWhenReadOnlyOrFull() throws Exception {
    // Given
    cli.run(command("apply", "-f", file("raw").toString())).expect(0);
    assertImage("raw", 32 * MIB);

    // When
    disk.remount("ro");

    // Then
    for (String[] each : List.of(command("resize", "x", "48Mi"), command("delete", "x"))) {
      assertThat(cli.run(each).expectRefusal(3).err()).contains("read-only");
    }
    cli.run(command("verify")).expect(0);

    // When
    disk.remount("rw");
    Path filler = disk.directory().resolve("filler");
    Shell.run("sh", "-c", "cat /dev/zero > " + filler + " 2>/dev/null || true");

    // Then
    assertThat(cli.run(command("resize", "x", "64Mi")).expectRefusal(3).err())
        .contains("are missing");
    cli.run(command("verify")).expect(0);
    assertImage("raw", 32 * MIB);

    // When
    Files.delete(filler);

    // Then
    cli.run(command("resize", "x", "48Mi")).expect(0);
    cli.run(command("delete", "x")).expect(0);
    assertThat(below()).isEmpty();
  }

  private Path file(String format) throws IOException {
    return Files.writeString(
        memory.directory().resolve("image.yaml"),
        """
        apiVersion: diskwright.io/v1alpha1
        kind: VmDiskImage
        metadata: {name: x}
        spec: {size: 32Mi, formats: [%s], tradeoffs: {performance: 100}}
        """
            .formatted(format));
  }

  private String[] command(String... words) {
    List<String> all = new ArrayList<>(List.of(words));
    all.addAll(List.of("--target", target.toString()));
    return all.toArray(String[]::new);
  }

  /** How long a whole run takes; after that there is nothing to kill. */
  private long duration() throws IOException {
    cli.run(command("apply", "-f", file("qcow2").toString())).expect(0);
    long start = System.nanoTime();
    cli.run(command("delete", "x")).expect(0);
    return System.nanoTime() - start;
  }

  private void killed(long afterNanos, String... command) throws Exception {
    List<String> line = new ArrayList<>();
    line.add(Project.path("node-probe/bin/diskwright").toString());
    line.addAll(List.of(command));
    ProcessBuilder builder = new ProcessBuilder(line);
    builder.environment().put("DISKWRIGHT_NO_BUILD", "1");
    Process process =
        builder
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    boolean ended = process.waitFor(afterNanos, TimeUnit.NANOSECONDS);
    process.destroyForcibly().waitFor(); // SIGKILL
    inTheMiddle += ended ? 0 : 1;
  }

  /** A qemu-img that lost its parent may go on for a moment, and is waited for. */
  private void again(String... command) {
    Awaitility.await()
        .atMost(LIMIT)
        .untilAsserted(
            () -> {
              Cli.Result result = cli.run(command);
              assertThat(result.code()).as("%s%n%s", command[0], result.err()).isZero();
            });
  }

  private void assertImage(String format, long size) throws IOException {
    cli.run(command("verify")).expect(0);
    List<String> below = below();
    assertThat(below).hasSize(2);
    assertThat(below.get(0)).isEqualTo(".diskwright/default/x.json");
    ImageFile image = new ImageFile(target.resolve(below.get(1)));
    JsonNode info = image.info(format);
    assertThat(info.path("virtual-size").asLong()).isEqualTo(size);
    assertThat(image.allocatedBytes()).isBetween(size, size + 2 * MIB);
    if (format.equals("qcow2")) {
      Shell.run("qemu-img", "check", "-q", "-f", format, target.resolve(below.get(1)).toString());
    }
  }

  /** Every file in the target but its marker, sorted. */
  private List<String> below() throws IOException {
    try (Stream<Path> all = Files.walk(target)) {
      return all.filter(Files::isRegularFile)
          .map(path -> target.relativize(path).toString())
          .filter(name -> !name.equals(".diskwright-identity"))
          .sorted()
          .toList();
    }
  }

  private long free() throws IOException {
    Shell.run("sync", "-f", target.toString());
    return Files.getFileStore(target).getUnallocatedSpace();
  }
}
