package io.diskwright.image;

import static io.diskwright.image.Orders.MIB;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.diskwright.image.ImageException.Kind;
import io.diskwright.image.Verification.DriftKind;
import io.diskwright.image.Verification.Drifted;
import io.diskwright.image.Verification.Verified;
import io.diskwright.planner.AllocationPolicy;
import io.diskwright.planner.ImageFormat;
import io.diskwright.testing.LoopFilesystem;
import io.diskwright.testing.Requires;
import io.diskwright.testing.Shell;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AllocatorTest {
  private static final AllocationPolicy THICK = AllocationPolicy.Preallocated;

  private final Allocator allocator = Allocator.system();
  private final Verifier verifier = Verifier.system();
  @TempDir Path pool;

  private DriftKind drift(ImageOrder order) throws ImageException {
    Verification found = verifier.verify(order);
    assertThat(found).isInstanceOf(Drifted.class);
    return ((Drifted) found).drifts().getFirst().kind();
  }

  @Test
  void shouldTellAnImageThatLostItsPreallocation() throws Exception {
    ImageOrder order = Orders.raw(pool, THICK, 8 * MIB);
    Path file = allocator.make(order, Progress.NONE).path();

    Shell.run("fallocate", "--punch-hole", "-o", "4096", "-l", "65536", file.toString());

    assertThat(drift(order)).isEqualTo(DriftKind.Unallocated);
    assertThatThrownBy(() -> allocator.make(order, Progress.NONE))
        .isInstanceOfSatisfying(
            ImageException.class, e -> assertThat(e.kind()).isEqualTo(Kind.InTheWay))
        .hasMessageContaining("Nothing was changed");
  }

  @Test
  void shouldTellEveryOtherDrift() throws Exception {
    Requires.command("qemu-img");
    ImageOrder order = Orders.order(pool, ImageFormat.qcow2, AllocationPolicy.Thin, 8 * MIB);
    assertThat(drift(order)).isEqualTo(DriftKind.Missing);
    Path file = allocator.make(order, Progress.NONE).path();

    Shell.run("qemu-img", "resize", "-q", "-f", "qcow2", file.toString(), "16M");
    assertThat(drift(order)).isEqualTo(DriftKind.Grown);

    Shell.run("qemu-img", "create", "-q", "-f", "vmdk", file.toString(), "8M");
    assertThat(drift(order)).isEqualTo(DriftKind.HeaderChanged);

    Files.writeString(file, "short");
    assertThat(drift(order)).isEqualTo(DriftKind.HeaderChanged);

    Shell.run("qemu-img", "create", "-q", "-f", "raw", pool.resolve("base").toString(), "8M");
    Shell.run(
        "qemu-img", "create", "-q", "-f", "qcow2", "-b", "../base", "-F", "raw", file.toString());
    assertThat(drift(order)).isEqualTo(DriftKind.HeaderChanged);

    Files.delete(file);
    assertThat(drift(order)).isEqualTo(DriftKind.Missing);
  }

  @Test
  void shouldTellTablesThatAreNotPreallocated() throws Exception {
    Requires.command("qemu-img");
    ImageOrder thin = Orders.order(pool, ImageFormat.qcow2, AllocationPolicy.Thin, 64 * MIB);
    allocator.make(thin, Progress.NONE);

    ImageOrder metadata =
        Orders.order(
            thin.uid(), pool, ImageFormat.qcow2, AllocationPolicy.MetadataPreallocated, 64 * MIB);

    assertThat(drift(metadata)).isEqualTo(DriftKind.Unallocated);
  }

  @Test
  void shouldTellAFileThatWasCutBehindItsHeader() throws Exception {
    Requires.command("qemu-img");
    ImageOrder metadata =
        Orders.order(pool, ImageFormat.qcow2, AllocationPolicy.MetadataPreallocated, 64 * MIB);
    Path file = allocator.make(metadata, Progress.NONE).path();

    Shell.run("truncate", "-s", "-1M", file.toString());
    assertThat(drift(metadata)).isEqualTo(DriftKind.Truncated);

    Shell.run("truncate", "-s", "256K", file.toString());
    assertThat(drift(metadata)).isEqualTo(DriftKind.HeaderChanged);
  }

  @Test
  void shouldSayHowMuchIsMissingWhenThereIsNoRoom() throws Exception {
    try (LoopFilesystem filesystem = LoopFilesystem.of("ext4").bytes(32 * MIB).make()) {
      Path full = filesystem.directory();
      List<ImageOrder> tooLarge =
          List.of(
              Orders.raw(full, THICK, 64 * MIB),
              Orders.order(full, ImageFormat.qcow2, THICK, 64 * MIB));
      for (ImageOrder order : tooLarge) {
        assertThatThrownBy(() -> allocator.make(order, Progress.NONE))
            .isInstanceOfSatisfying(
                ImageException.class, e -> assertThat(e.kind()).isEqualTo(Kind.NoSpace))
            .hasMessageContaining("are missing")
            .hasMessageContaining("Nothing was");
      }
      assertThat(full.toFile().list()).containsExactly("lost+found");
    }
  }

  @Test
  void shouldLeaveNothingWhenSpaceRunsOutOnTheWay() throws Exception {
    Requires.command("qemu-img");
    try (LoopFilesystem filesystem =
        LoopFilesystem.of("ext4").bytes(32 * MIB).mkfs("-m", "0").make()) {
      Path full = filesystem.directory();
      long free = full.toFile().getUsableSpace();
      long size = free - (64 << 10); // fits by its size alone, but not with its tables
      List<ImageOrder> orders =
          List.of(
              Orders.order(full, ImageFormat.qcow2, THICK, size),
              Orders.order(full, ImageFormat.qcow2, THICK, size, "preallocation", "full"),
              Orders.order(full, ImageFormat.vhdx, THICK, size, "subformat", "fixed"));
      for (ImageOrder order : orders) {
        assertThatThrownBy(() -> allocator.make(order, Progress.NONE))
            .isInstanceOfSatisfying(
                ImageException.class, e -> assertThat(e.kind()).isEqualTo(Kind.NoSpace))
            .hasMessageContaining("Nothing was left");
        assertThat(full.toFile().list()).containsExactly("lost+found");
      }
      assertThat(full.toFile().getUsableSpace()).isEqualTo(free);
    }
  }

  @Test
  void shouldStopOnRequestAndLeaveNothing() throws Exception {
    List<ImageOrder> orders =
        List.of(
            Orders.raw(pool, THICK, 64 * MIB, "preallocation", "full"),
            Orders.raw(pool, THICK, 64 * MIB));
    for (ImageOrder order : orders) {
      assertThatThrownBy(() -> allocator.make(order, (phase, done, total) -> false))
          .isInstanceOfSatisfying(
              ImageException.class, e -> assertThat(e.kind()).isEqualTo(Kind.Cancelled))
          .hasMessageContaining("Nothing was left");
      assertThat(pool).isEmptyDirectory();
    }
  }

  @Test
  void shouldReportProgressToTheEnd() throws Exception {
    List<Long> heard = new ArrayList<>();
    ImageOrder order = Orders.raw(pool, THICK, 20 * MIB, "preallocation", "full");

    allocator.make(
        order,
        (phase, done, total) -> {
          if (phase.equals("writing zeroes")) {
            heard.add(done);
          }
          return true;
        });

    assertThat(heard).containsExactly(8 * MIB, 16 * MIB, 20 * MIB);
  }

  @Test
  void shouldOverwriteBeforeItUnlinks() throws Exception {
    try (LoopFilesystem filesystem = LoopFilesystem.of("ext4").make()) {
      Path there = filesystem.directory();
      ImageOrder order = Orders.raw(there, THICK, 4 * MIB);
      Path file = allocator.make(order, Progress.NONE).path();
      String secret = "a-guest-wrote-this-and-nothing-else-on-this-device-did";
      try (var out = new java.io.RandomAccessFile(file.toFile(), "rw")) {
        out.seek(MIB);
        out.write(secret.getBytes(java.nio.charset.StandardCharsets.UTF_8));
      }
      Shell.run("sync", "-f", there.toString());
      assertThat(found(filesystem, secret)).isTrue();

      allocator.delete(there, order.uid(), PlaceIdentity.UNKNOWN, true);

      Shell.run("sync", "-f", there.toString());
      assertThat(found(filesystem, secret)).isFalse();
      assertThat(there.toFile().list()).containsExactly("lost+found");
    }
  }

  private static boolean found(LoopFilesystem filesystem, String secret) throws Exception {
    byte[] disk = Files.readAllBytes(filesystem.image());
    return new String(disk, java.nio.charset.StandardCharsets.ISO_8859_1).contains(secret);
  }

  @Test
  void shouldDeleteWhatIsNotThere() throws Exception {
    allocator.delete(pool, "3f9c1b2d-0d5e-4f5a-9c39-0a1b2c3d4e5f", PlaceIdentity.UNKNOWN, false);
    allocator.delete(
        pool.resolve("gone"), "3f9c1b2d-0d5e-4f5a-9c39-0a1b2c3d4e5f", PlaceIdentity.UNKNOWN, false);

    assertThat(pool).isEmptyDirectory();
  }

  @Test
  void shouldMakeManyAtOnce() throws Exception {
    int threads = 64;
    Set<Path> paths = ConcurrentHashMap.newKeySet();
    ImageOrder shared = Orders.raw(pool, THICK, MIB);
    try (var executor = Executors.newFixedThreadPool(threads)) {
      List<Callable<Verified>> work = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        ImageOrder own = Orders.raw(pool, THICK, MIB);
        work.add(() -> allocator.make(own, Progress.NONE));
      }
      for (Future<Verified> made : executor.invokeAll(work)) {
        paths.add(made.get().path());
      }
      assertThat(paths).hasSize(threads);

      // All want the same image: each gets it, or hears that another is making it right now.
      Set<Path> same = new HashSet<>();
      work.replaceAll(ignored -> () -> allocator.make(shared, Progress.NONE));
      for (Future<Verified> made : executor.invokeAll(work)) {
        try {
          same.add(made.get().path());
        } catch (java.util.concurrent.ExecutionException e) {
          assertThat(e).hasMessageContaining("right now");
        }
      }
      assertThat(same).containsExactly(shared.file());
    }
    assertThat(pool.toFile().list()).hasSize(threads + 1);
  }

  @Test
  void shouldSayWhatToInstallWhenQemuImgIsMissingOrTooOld() throws Exception {
    ImageOrder order = Orders.order(pool, ImageFormat.qcow2, AllocationPolicy.Thin, MIB);
    CommandRunner old =
        (command, timeout, goOn) ->
            new CommandRunner.Result(
                CommandRunner.End.Exited, 0, "qemu-img version 5.2.0 (Debian 1:5.2)\n", "");
    for (QemuImg unusable :
        List.of(
            new QemuImg(new ProcessRunner(), "/nowhere/qemu-img"), new QemuImg(old, "qemu-img"))) {
      Allocator without = new Allocator(io.diskwright.libc.Libc.system(), unusable);
      assertThatThrownBy(() -> without.make(order, Progress.NONE))
          .isInstanceOfSatisfying(
              ImageException.class, e -> assertThat(e.kind()).isEqualTo(Kind.QemuImg))
          .hasMessageContaining("apt install qemu-utils")
          .hasMessageContaining("Nothing was left");
      assertThat(pool).isEmptyDirectory();
      without.make(Orders.raw(pool, THICK, MIB), Progress.NONE); // needs no qemu-img
      Shell.run("find", pool.toString(), "-mindepth", "1", "-delete");
    }
  }

  @Test
  void shouldRunCommandsWithinLimits() throws Exception {
    CommandRunner runner = new ProcessRunner();
    Duration minute = Duration.ofMinutes(1);

    assertThat(runner.run(List.of("sh", "-c", "echo $LC_ALL; cat; exit 3"), minute, () -> true))
        .isEqualTo(new CommandRunner.Result(CommandRunner.End.Exited, 3, "C\n", ""));
    assertThat(runner.run(List.of("sleep", "60"), Duration.ofMillis(200), () -> true).end())
        .isEqualTo(CommandRunner.End.TimedOut);
    assertThat(runner.run(List.of("sleep", "60"), minute, () -> false).end())
        .isEqualTo(CommandRunner.End.Stopped);
    assertThat(
            runner
                .run(List.of("sh", "-c", "head -c 1000000 /dev/zero >&2"), minute, () -> true)
                .errors())
        .hasSize(64 << 10);
  }
}
