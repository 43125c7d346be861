package io.diskwright.image;

import static io.diskwright.image.Orders.MIB;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.diskwright.api.v1alpha1.FileSource;
import io.diskwright.api.v1alpha1.ImageSource;
import io.diskwright.image.content.Contents;
import io.diskwright.image.content.Permission;
import io.diskwright.planner.AllocationPolicy;
import io.diskwright.planner.ImageFormat;
import io.diskwright.testing.Requires;
import io.diskwright.testing.Shell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Images that are filled from files; what is in them is told by qemu-img. */
class FilledTest {
  private static final long SIZE = 24 * MIB;

  private final Allocator allocator = Allocator.system();
  private final Contents contents = Contents.system();
  @TempDir Path directory;
  private Path pool;
  private Path raw;

  @BeforeEach
  void makeSource() throws Exception {
    Requires.command("qemu-img");
    pool = Files.createDirectory(directory.resolve("pool"));
    raw = Disks.scattered(directory.resolve("disk.raw"), SIZE);
  }

  private Content content(Path file) throws ImageException {
    return Objects.requireNonNull(contents.of(source(file, null), Permission.USERS_OWN));
  }

  private static ImageSource source(Path file, @Nullable ImageFormat format) {
    return new ImageSource(null, null, new FileSource(file.toString(), format), null, null);
  }

  /** Every way an image is stored. */
  static Stream<ImageOrder> orders() {
    Path nowhere = Path.of("/replaced");
    AllocationPolicy thin = AllocationPolicy.Thin;
    AllocationPolicy thick = AllocationPolicy.Preallocated;
    AllocationPolicy metadata = AllocationPolicy.MetadataPreallocated;
    long size = SIZE + 8 * MIB;
    return Stream.of(
        Orders.raw(nowhere, thin, size),
        Orders.raw(nowhere, thick, size),
        Orders.raw(nowhere, thick, size, "preallocation", "full"),
        Orders.raw(nowhere, thick, size, "preallocatedBytes", "4194304"),
        Orders.order(nowhere, ImageFormat.qcow2, thin, size),
        Orders.order(nowhere, ImageFormat.qcow2, thin, size, "extended_l2", "on"),
        Orders.order(nowhere, ImageFormat.qcow2, metadata, size),
        Orders.order(nowhere, ImageFormat.qcow2, thick, size),
        Orders.order(nowhere, ImageFormat.qcow2, thick, size, "preallocation", "full"),
        Orders.order(nowhere, ImageFormat.qcow2, thick, size, "preallocatedBytes", "4194304"),
        Orders.order(nowhere, ImageFormat.qed, thin, size),
        Orders.order(nowhere, ImageFormat.vmdk, thin, size),
        Orders.order(nowhere, ImageFormat.vmdk, thin, size, "subformat", "streamOptimized"),
        Orders.order(nowhere, ImageFormat.vdi, thin, size),
        Orders.order(nowhere, ImageFormat.vdi, thick, size, "static", "on"),
        Orders.order(nowhere, ImageFormat.vhdx, thin, size),
        Orders.order(nowhere, ImageFormat.vhdx, thick, size, "subformat", "fixed"),
        Orders.order(nowhere, ImageFormat.vpc, thin, size),
        Orders.order(nowhere, ImageFormat.vpc, thick, size, "subformat", "fixed"));
  }

  @ParameterizedTest
  @MethodSource("orders")
  void shouldHoldWhatItsSourceHoldsHoweverItIsStored(ImageOrder given) throws Exception {
    for (Path source : List.of(raw, Disks.converted(raw, "qcow2"))) {
      ImageOrder order =
          Orders.order(
              java.util.UUID.randomUUID().toString(),
              pool,
              given.format(),
              given.policy(),
              given.sizeBytes(),
              Disks.options(given));

      Verification.Verified made = allocator.make(order, null, content(source), Progress.NONE);

      Disks.assertSame(raw, ImageFormat.raw, made.path(), order.format());
      assertThat(Verifier.system().verify(order)).isEqualTo(made);
      assertThat(made.virtualBytes()).isEqualTo(order.sizeBytes());
      if (order.policy() == AllocationPolicy.Thin) {
        // Half of the source is data; tables and the largest unit of a format come on top.
        assertThat(made.allocatedBytes()).isLessThan(SIZE * 3 / 4 + 12 * MIB);
      }
      if (order.policy() == AllocationPolicy.Thin && order.format() == ImageFormat.raw) {
        // But for what the file system needs to know where the data is.
        assertThat(made.allocatedBytes()).isLessThan(Disks.allocated(raw) + (64 << 10));
      }
      assertThat(pool.resolve(order.uid()).toFile().list()).containsExactly(order.fileName());
    }
  }

  @ParameterizedTest
  @EnumSource
  void shouldReadEveryFormat(ImageFormat format) throws Exception {
    Path source = format == ImageFormat.raw ? raw : Disks.converted(raw, format.name());
    ImageOrder order = Orders.order(pool, ImageFormat.qcow2, AllocationPolicy.Thin, SIZE);

    Path made = allocator.make(order, null, content(source), Progress.NONE).path();

    Disks.assertSame(raw, ImageFormat.raw, made, ImageFormat.qcow2);
    assertThat(contents.size(source(source, null), Permission.USERS_OWN)).hasValue(SIZE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"gzip", "xz", "zstd"})
  void shouldUnpack(String packer) throws Exception {
    Requires.command(packer);
    for (Path source : List.of(raw, Disks.converted(raw, "qcow2"), Disks.fixed(raw))) {
      Path packed = Disks.packed(source, packer);
      for (ImageFormat format : List.of(ImageFormat.raw, ImageFormat.qcow2)) {
        ImageOrder order = Orders.order(pool, format, AllocationPolicy.Thin, SIZE);

        Path made = allocator.make(order, null, content(packed), Progress.NONE).path();

        Disks.assertSame(raw, ImageFormat.raw, made, format);
        assertThat(pool.resolve(order.uid()).toFile().list()).containsExactly(order.fileName());
      }
    }
  }

  @Test
  void shouldTakeAsRawWhatIsSaidToBeRaw() throws Exception {
    Path qcow2 = Disks.converted(raw, "qcow2");
    ImageOrder order = Orders.raw(pool, AllocationPolicy.Thin, SIZE);
    ImageSource said = source(qcow2, ImageFormat.raw);

    Path made =
        allocator.make(order, null, contents.of(said, Permission.USERS_OWN), Progress.NONE).path();

    assertThat(Files.mismatch(qcow2, made)).isEqualTo(Files.size(qcow2));
  }

  @ParameterizedTest
  @ValueSource(strings = {"raw", "qcow2", "gz"})
  void shouldRefuseASourceThatIsLarger(String kind) throws Exception {
    Path source =
        switch (kind) {
          case "gz" -> Disks.packed(raw, "gzip");
          case "qcow2" -> Disks.converted(raw, "qcow2");
          default -> raw;
        };
    ImageOrder order = Orders.raw(pool, AllocationPolicy.Thin, SIZE - MIB);

    assertThatThrownBy(() -> allocator.make(order, null, content(source), Progress.NONE))
        .isInstanceOf(ImageException.class)
        .hasMessageContaining(Long.toString(SIZE - MIB))
        .hasMessageContaining("spec.size")
        .hasMessageContaining("Nothing was left");
    assertThat(pool.toFile().list()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"gzip", "xz", "zstd"})
  void shouldRefuseAStreamThatIsCutOrDamaged(String packer) throws Exception {
    Requires.command(packer);
    Path packed = Disks.packed(raw, packer);
    byte[] bytes = Files.readAllBytes(packed);
    byte[] cut = java.util.Arrays.copyOf(bytes, bytes.length - 20);
    byte[] damaged = bytes.clone();
    damaged[bytes.length / 2] ^= 0x55;
    for (byte[] broken : List.of(cut, damaged)) {
      Path file = Files.write(directory.resolve("broken"), broken);
      ImageOrder order = Orders.raw(pool, AllocationPolicy.Thin, SIZE);

      assertThatThrownBy(() -> allocator.make(order, null, content(file), Progress.NONE))
          .isInstanceOf(ImageException.class)
          .hasMessageContaining("is " + (broken == cut ? "cut off" : "damaged"))
          .hasMessageContaining("Nothing was left");
      assertThat(pool.toFile().list()).isEmpty();
    }
  }

  @Test
  void shouldRefuseABomb() throws Exception {
    Path pattern = directory.resolve("pattern");
    try (var out = Files.newOutputStream(pattern)) {
      byte[] piece = new byte[1 << 20];
      java.util.Arrays.fill(piece, (byte) 'a');
      for (int i = 0; i < 192; i++) {
        out.write(piece);
      }
    }
    Path bomb = Disks.packed(pattern, "xz");
    ImageOrder order = Orders.raw(pool, AllocationPolicy.Thin, 1024 * MIB);

    assertThatThrownBy(() -> allocator.make(order, null, content(bomb), Progress.NONE))
        .isInstanceOf(ImageException.class)
        .hasMessageContaining("made to fill disks");
    assertThat(pool.toFile().list()).isEmpty();
  }

  @Test
  void shouldNotCountZeroesAsABomb() throws Exception {
    Path zeroes = directory.resolve("zeroes");
    Shell.run("truncate", "-s", "512M", zeroes.toString());
    Path packed = Disks.packed(zeroes, "gzip");
    ImageOrder order = Orders.raw(pool, AllocationPolicy.Thin, 512 * MIB);

    Verification.Verified made = allocator.make(order, null, content(packed), Progress.NONE);

    assertThat(made.allocatedBytes()).isLessThan(MIB);
  }

  @Test
  void shouldStopOnTheWayAndLeaveNothing() throws Exception {
    List<String> phases = new ArrayList<>();
    ImageOrder order = Orders.raw(pool, AllocationPolicy.Thin, SIZE);
    Progress stopping =
        (phase, done, total) -> {
          phases.add(phase + " " + total);
          return done < SIZE / 2;
        };

    assertThatThrownBy(() -> allocator.make(order, null, content(raw), stopping))
        .isInstanceOfSatisfying(
            ImageException.class,
            e -> assertThat(e.kind()).isEqualTo(ImageException.Kind.Cancelled));

    assertThat(phases).contains("copying " + SIZE);
    assertThat(pool.toFile().list()).isEmpty();
  }

  @Test
  void shouldNotEvenOpenTheSourceWhenTheImageIsThere() throws Exception {
    ImageOrder order = Orders.raw(pool, AllocationPolicy.Thin, SIZE);
    Content content = content(raw);
    Verification.Verified made = allocator.make(order, null, content, Progress.NONE);
    Files.delete(raw);

    assertThat(allocator.make(order, null, content, Progress.NONE)).isEqualTo(made);
  }

  @Test
  void shouldSayThatTheSourceIsWrittenTo() throws IOException {
    ImageOrder order = Orders.raw(pool, AllocationPolicy.Thin, SIZE);
    Progress writing =
        (phase, done, total) -> {
          try {
            Files.write(raw, new byte[] {1}, java.nio.file.StandardOpenOption.APPEND);
          } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
          }
          return true;
        };

    assertThatThrownBy(() -> allocator.make(order, null, content(raw), writing))
        .isInstanceOf(ImageException.class)
        .hasMessageContaining("was written to while it was read");
    assertThat(pool.toFile().list()).isEmpty();
  }
}
