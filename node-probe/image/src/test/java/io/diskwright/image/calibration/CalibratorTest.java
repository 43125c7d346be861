package io.diskwright.image.calibration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.diskwright.image.ImageException;
import io.diskwright.image.PlaceIdentity;
import io.diskwright.libc.Libc;
import io.diskwright.planner.AllocationPolicy;
import io.diskwright.planner.Candidate;
import io.diskwright.planner.Costs;
import io.diskwright.planner.ImageFormat;
import io.diskwright.testing.LoopFilesystem;
import io.diskwright.testing.Mounted;
import io.diskwright.testing.Requires;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Real calibrations of real file systems. */
class CalibratorTest {
  private static final long MIB = 1L << 20;

  /** Memory: how long things take there does not depend on what else the machine's disk does. */
  private static final List<Mounted> MEMORY = new ArrayList<>();

  private Path temporary = Path.of("");

  @BeforeAll
  static void mount() {
    MEMORY.add(Mounted.of("tmpfs", "size=800m", "none"));
  }

  @AfterAll
  static void unmount() {
    MEMORY.forEach(Mounted::close);
  }

  @BeforeEach
  void setUp() {
    temporary = MEMORY.getFirst().directory();
  }

  static CalibrationRequest request(Path target, List<Candidate> ways, int seconds) {
    return new CalibrationRequest(
        target, PlaceIdentity.UNKNOWN, ways, 0, Duration.ofSeconds(seconds), true);
  }

  /** Lets all through, and counts. */
  private static class Counting implements CalibrationWatch {
    final List<Integer> heard = new ArrayList<>();

    @Override
    public void at(Candidate way, int done, int total, Duration left) {
      assertThat(done).isLessThan(total);
      heard.add(done);
    }

    @Override
    public boolean isToStop() {
      return false;
    }
  }

  @Test
  void shouldMeasureEachWayTwiceAndLeaveNothing() throws Exception {
    Requires.command("qemu-nbd");
    try (LoopFilesystem filesystem = LoopFilesystem.of("ext4").bytes(800 * MIB).make()) {
      // Given
      Path target = Files.createDirectory(filesystem.directory().resolve("images"));
      Counting watch = new Counting();
      long start = System.nanoTime();
      // When
      Calibration found = Calibrator.system().run(request(target, Ways.SOME, 40), watch);
      // Then
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(40));
      assertThat(found.repeats()).isGreaterThanOrEqualTo(2);
      assertThat(found.failed()).isEmpty();
      assertThat(found.cache()).isEqualTo("none");
      assertThat(found.ways()).hasSize(3);
      assertThat(watch.heard.size()).isGreaterThanOrEqualTo(7);
      Costs thin = found.ways().get(0).costs();
      Costs reserved = found.ways().get(2).costs();
      assertThat(thin.sizeBytes()).isEqualTo(found.imageBytes());
      assertThat(thin.createdBytes()).isZero();
      assertThat(thin.randomAllocatedBytes())
          .isBetween(thin.randomWrittenBytes(), thin.randomWrittenBytes() + 2 * MIB);
      assertThat(thin.sequentialAllocatedBytes())
          .isBetween(thin.sequentialWrittenBytes(), thin.sequentialWrittenBytes() + 2 * MIB);
      assertThat(reserved.createdBytes()).isGreaterThanOrEqualTo((double) found.imageBytes());
      assertThat(found.ways())
          .allSatisfy(
              way -> {
                assertThat(way.costs().firstWriteIops()).isPositive();
                assertThat(way.costs().overwriteIops()).isPositive();
                assertThat(way.costs().randomReadIops()).isPositive();
                assertThat(way.costs().sequentialWriteMiBps()).isPositive();
              });
      assertThat(target).isEmptyDirectory();
    }
  }

  @Test
  void shouldLeaveOutTheLastRatherThanOverrunWhenTimeIsShort() throws Exception {
    Requires.command("qemu-nbd");
    List<Candidate> many = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      many.add(i % 2 == 0 ? Ways.THIN_RAW : Ways.QCOW2);
    }
    long start = System.nanoTime();
    Calibration found = Calibrator.system().run(request(temporary, many, 12), new Counting());
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(12));
    assertThat(found.repeats()).isGreaterThanOrEqualTo(2);
    assertThat(found.ways()).hasSizeBetween(1, 15);
    assertThat(temporary).isEmptyDirectory();
  }

  @Test
  void shouldSayWhatFailedAndMeasureTheRest() throws Exception {
    Requires.command("qemu-nbd");
    Candidate impossible =
        Ways.way(ImageFormat.vmdk, AllocationPolicy.MetadataPreallocated, "metadata");
    Calibration found =
        Calibrator.system()
            .run(request(temporary, List.of(Ways.THIN_RAW, impossible), 15), new Counting());
    assertThat(found.ways()).hasSize(1);
    assertThat(found.failed()).singleElement().extracting("way").isEqualTo(impossible);
    assertThat(found.failed().getFirst().why()).contains("only qcow2");
    assertThat(temporary).isEmptyDirectory();
  }

  @Test
  void shouldStopWithinASecondAndLeaveNothingWhenAsked() throws Exception {
    Requires.command("qemu-nbd");
    long[] asked = new long[1];
    CalibrationWatch impatient =
        new CalibrationWatch() {
          private volatile boolean stop;

          @Override
          public void at(Candidate way, int done, int total, Duration left) {
            if (done == 1) {
              Thread.ofPlatform()
                  .daemon()
                  .start(
                      () -> {
                        java.util.concurrent.locks.LockSupport.parkNanos(400_000_000L);
                        asked[0] = System.nanoTime();
                        stop = true;
                      });
            }
          }

          @Override
          public boolean isToStop() {
            return stop;
          }
        };
    assertThatThrownBy(() -> Calibrator.system().run(request(temporary, Ways.SOME, 30), impatient))
        .isInstanceOf(ImageException.class)
        .extracting(e -> ((ImageException) e).kind())
        .isEqualTo(ImageException.Kind.Cancelled);
    assertThat(System.nanoTime() - asked[0]).isLessThan(2_000_000_000L); // of a busy machine
    assertThat(temporary).isEmptyDirectory();
  }

  @Test
  void shouldRefuseWhenThereIsNoRoomBesideTheReserve() throws Exception {
    try (LoopFilesystem filesystem = LoopFilesystem.of("ext4").bytes(200 * MIB).make()) {
      Path target = filesystem.directory();
      CalibrationRequest greedy =
          new CalibrationRequest(
              target, PlaceIdentity.UNKNOWN, Ways.SOME, 150 * MIB, Duration.ofSeconds(9), true);
      assertThatThrownBy(() -> Calibrator.system().run(greedy, new Counting()))
          .isInstanceOf(ImageException.class)
          .hasMessageContaining("No room to measure in " + target)
          .hasMessageContaining("beside what is reserved");
      assertThatThrownBy(() -> Calibrator.extent(greedy, 180 * MIB))
          .isInstanceOf(ImageException.class);
      assertThat(Calibrator.extent(greedy, 10L << 30).imageBytes()).isEqualTo(512 * MIB);
    }
  }

  @Test
  void shouldLeaveToTheNextRunWhatAKilledOneLeft() throws Exception {
    Requires.command("qemu-nbd");
    // Given
    killInMidRun();
    assertThat(entries()).singleElement().asString().startsWith(TrialDirectory.PREFIX);
    Path stranger = Files.createDirectory(temporary.resolve(TrialDirectory.PREFIX + "00000000"));
    Files.writeString(stranger.resolve("letter"), "not ours");
    // When
    Calibration found = Calibrator.system().run(request(temporary, Ways.SOME, 15), new Counting());
    // Then
    assertThat(found.ways()).isNotEmpty();
    assertThat(entries()).containsExactly(String.valueOf(stranger.getFileName()));
    assertThat(stranger.resolve("letter")).hasContent("not ours");
    Files.delete(stranger.resolve("letter"));
    Files.delete(stranger);
  }

  @Test
  void shouldRefuseWhenAnotherMeasuresThere() throws Exception {
    try (TrialDirectory other =
        TrialDirectory.make(Libc.system(), temporary, PlaceIdentity.UNKNOWN)) {
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(other.path())))
          .isEqualTo("rwx------");
      assertThatThrownBy(
              () -> Calibrator.system().run(request(temporary, Ways.SOME, 9), new Counting()))
          .isInstanceOf(ImageException.class)
          .hasMessageContaining("Another process measures in");
    }
    assertThat(temporary).isEmptyDirectory();
  }

  private List<String> entries() throws Exception {
    try (Stream<Path> all = Files.list(temporary)) {
      return all.map(path -> String.valueOf(path.getFileName())).toList();
    }
  }

  private void killInMidRun() throws Exception {
    Process child =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty(
                    "surefire.test.class.path", System.getProperty("java.class.path")),
                CalibrationChild.class.getName(),
                temporary.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    List<ProcessHandle> servers;
    try (BufferedReader output =
        new BufferedReader(new InputStreamReader(child.getInputStream(), StandardCharsets.UTF_8))) {
      assertThat(output.readLine()).isEqualTo("measuring");
      TimeUnit.MILLISECONDS.sleep(500);
      servers = child.descendants().toList();
    } finally {
      child.destroyForcibly(); // SIGKILL
      child.waitFor();
    }
    assertThat(servers).isNotEmpty();
    for (ProcessHandle server : servers) {
      server.onExit().get(5, TimeUnit.SECONDS);
    }
  }
}
