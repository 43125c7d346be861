package io.diskwright.image;

import static io.diskwright.image.Orders.MIB;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.diskwright.image.ImageException.Kind;
import io.diskwright.libc.Errno;
import io.diskwright.libc.FaultyLibc;
import io.diskwright.planner.AllocationPolicy;
import io.diskwright.planner.ImageFormat;
import io.diskwright.testing.LoopFilesystem;
import io.diskwright.testing.Requires;
import io.diskwright.testing.Shell;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class GrowerTest {
  private static final AllocationPolicy THIN = AllocationPolicy.Thin;
  private static final AllocationPolicy TABLES = AllocationPolicy.MetadataPreallocated;
  private static final AllocationPolicy THICK = AllocationPolicy.Preallocated;

  private final Allocator allocator = Allocator.system();
  private final Grower grower = Grower.system();
  @TempDir Path pool;

  static Stream<Arguments> ways() {
    return Stream.of(
        Arguments.of(ImageFormat.raw, THIN, "off"),
        Arguments.of(ImageFormat.raw, THICK, "falloc"),
        Arguments.of(ImageFormat.raw, THICK, "full"),
        Arguments.of(ImageFormat.qcow2, THIN, "off"),
        Arguments.of(ImageFormat.qcow2, TABLES, "metadata"),
        Arguments.of(ImageFormat.qcow2, THICK, "falloc"),
        Arguments.of(ImageFormat.qcow2, THICK, "full"),
        Arguments.of(ImageFormat.qed, THIN, "off"));
  }

  @ParameterizedTest
  @MethodSource("ways")
  void shouldKeepPolicyAndDataWhenItGrows(
      ImageFormat format, AllocationPolicy policy, String preallocation) throws Exception {
    // Given
    Requires.command("qemu-img");
    Requires.command("qemu-io");
    ImageOrder order =
        Orders.order(pool, format, policy, 8 * MIB + 512, "preallocation", preallocation);
    Path file = allocator.make(order, Progress.NONE).path();
    write(format, file);

    // When
    Verification.Verified grown = grower.grow(order.withSize(20 * MIB + 1024), Progress.NONE);

    // Then
    assertThat(grown.virtualBytes()).isEqualTo(20 * MIB + 1024);
    QemuImg.Info info = QemuImg.system().info(format, file.toString());
    assertThat(info.virtualBytes()).isEqualTo(20 * MIB + 1024);
    long blocks = blocks(file);
    if (policy == THICK) {
      assertThat(blocks).isGreaterThanOrEqualTo(20 * MIB + 1024);
    } else {
      assertThat(blocks).isLessThan(4 * MIB);
    }
    String check =
        Shell.run(
            "qemu-io",
            "-f",
            format.name(),
            "-c",
            "read -P 0xa5 4M 64k",
            "-c",
            "read -P 0 12M 1M",
            file.toString());
    assertThat(check).doesNotContain("failed");

    // A second time changes nothing
    assertThat(grower.grow(order.withSize(20 * MIB + 1024), Progress.NONE)).isEqualTo(grown);
    assertThat(blocks(file)).isEqualTo(blocks);
  }

  @ParameterizedTest
  @EnumSource(
      value = ImageFormat.class,
      names = {"vmdk", "vdi", "vhdx", "vpc"})
  void shouldRefuseWhenTheFormatCannotGrow(ImageFormat format) throws Exception {
    Requires.command("qemu-img");
    ImageOrder order = Orders.order(pool, format, THIN, 8 * MIB);
    Path file = allocator.make(order, Progress.NONE).path();
    byte[] before = Files.readAllBytes(file);

    assertThatThrownBy(() -> grower.grow(order.withSize(16 * MIB), Progress.NONE))
        .isInstanceOf(ImageException.class)
        .hasMessageContaining(format + " cannot grow")
        .hasMessageContaining("not changed");

    assertThat(Files.readAllBytes(file)).isEqualTo(before);
  }

  @Test
  void shouldRefuseToShrinkAndToGrowWhatIsNotThere() throws Exception {
    ImageOrder order = Orders.raw(pool, THIN, 8 * MIB);

    assertThatThrownBy(() -> grower.grow(order, Progress.NONE))
        .hasMessageContaining("is not there");
    allocator.make(order, Progress.NONE);
    assertThatThrownBy(() -> grower.grow(order.withSize(4 * MIB), Progress.NONE))
        .hasMessageContaining("never shrinks");
  }

  @Test
  void shouldRefuseWhenTheImageIsNotAsItWasMade() throws Exception {
    ImageOrder order = Orders.raw(pool, THICK, 8 * MIB);
    Path file = allocator.make(order, Progress.NONE).path();
    Shell.run("fallocate", "--punch-hole", "-o", "4096", "-l", "65536", file.toString());

    assertThatThrownBy(() -> grower.grow(order.withSize(16 * MIB), Progress.NONE))
        .hasMessageContaining("bytes are allocated of the");
    assertThat(Files.size(file)).isEqualTo(8 * MIB);
  }

  @Test
  void shouldRefuseWhenAnotherProcessHasTheImageOpen() throws Exception {
    ImageOrder order = Orders.raw(pool, THIN, 8 * MIB);
    Path file = allocator.make(order, Progress.NONE).path();
    Process user = new ProcessBuilder("sleep", "60").redirectInput(file.toFile()).start();
    try {
      assertThatThrownBy(() -> grower.grow(order.withSize(16 * MIB), Progress.NONE))
          .isInstanceOfSatisfying(
              ImageException.class, e -> assertThat(e.kind()).isEqualTo(Kind.InTheWay))
          .hasMessageContaining("process " + user.pid() + " has it open");
    } finally {
      user.destroyForcibly().waitFor();
    }
    grower.grow(order.withSize(16 * MIB), Progress.NONE);
  }

  @ParameterizedTest
  @EnumSource(
      value = ImageFormat.class,
      names = {"raw", "qcow2"})
  void shouldRefuseWhenQemuHasTheImageLocked(ImageFormat format) throws Exception {
    // Given
    Requires.command("qemu-nbd");
    ImageOrder order = Orders.order(pool, format, THIN, 8 * MIB);
    Path file = allocator.make(order, Progress.NONE).path();
    Path socket = pool.resolve("nbd");
    Process user =
        new ProcessBuilder(
                "qemu-nbd", "-f", format.name(), "-t", "-k", socket.toString(), file.toString())
            .start();
    try {
      for (int i = 0; i < 200 && !Files.exists(socket); i++) {
        TimeUnit.MILLISECONDS.sleep(25);
      }

      // When, Then
      assertThatThrownBy(() -> grower.grow(order.withSize(16 * MIB), Progress.NONE))
          .hasMessageContaining("is in use")
          .hasMessageContaining("Nothing was changed");
    } finally {
      user.destroyForcibly().waitFor();
    }
  }

  @Test
  void shouldSayWhatIsMissingAndKeepTheImageWhenThereIsNoRoom() throws Exception {
    Requires.loopDevices("mkfs.ext4");
    try (var small = LoopFilesystem.of("ext4").bytes(64 * MIB).make()) {
      ImageOrder order = Orders.raw(small.directory().resolve("p"), THICK, 8 * MIB);
      Path file = allocator.make(order, Progress.NONE).path();

      assertThatThrownBy(() -> grower.grow(order.withSize(1024 * MIB), Progress.NONE))
          .isInstanceOfSatisfying(
              ImageException.class, e -> assertThat(e.kind()).isEqualTo(Kind.NoSpace))
          .hasMessageContaining("are missing");
      assertThat(Verifier.system().verify(order)).isInstanceOf(Verification.Verified.class);
      assertThat(Files.size(file)).isEqualTo(8 * MIB);
    }
  }

  @Test
  void shouldLoseNothingWhenOneCallFails() throws Exception {
    for (String preallocation : List.of("falloc", "full")) {
      for (int errno : List.of(Errno.ENOSPC, Errno.EIO)) {
        boolean more = true;
        for (int n = 1; more; n++) {
          FaultyLibc libc = new FaultyLibc().failCall(n, errno);
          ImageOrder order = Orders.raw(pool, THICK, 2 * MIB, "preallocation", preallocation);
          Path file = allocator.make(order, Progress.NONE).path();
          mark(file);
          String at = "call " + n + " fails with " + Errno.name(errno);
          try {
            new Grower(libc, QemuImg.system()).grow(order.withSize(4 * MIB), Progress.NONE);
          } catch (ImageException e) {
            assertThat(Files.size(file)).as(at).isIn(2 * MIB, 4 * MIB);
          }
          more = libc.calls().size() >= n;
          grower.grow(order.withSize(4 * MIB), Progress.NONE);
          assertThat(blocks(file)).as(at).isGreaterThanOrEqualTo(4 * MIB);
          assertThat(Arrays.copyOfRange(Files.readAllBytes(file), (int) MIB, (int) MIB + 4096))
              .as(at)
              .containsOnly(0xa5);
          allocator.delete(pool, order.uid(), PlaceIdentity.UNKNOWN, false);
        }
      }
    }
  }

  private static void write(ImageFormat format, Path file) throws Exception {
    Shell.run("qemu-io", "-f", format.name(), "-c", "write -P 0xa5 4M 64k", file.toString());
  }

  private static void mark(Path file) throws IOException {
    byte[] data = new byte[4096];
    Arrays.fill(data, (byte) 0xa5);
    try (RandomAccessFile out = new RandomAccessFile(file.toFile(), "rw")) {
      out.seek(MIB);
      out.write(data);
    }
  }

  private static long blocks(Path file) throws Exception {
    return Long.parseLong(Shell.run("stat", "-c", "%b", file.toString()).strip()) * 512;
  }
}
