package io.diskwright.image;

import static io.diskwright.image.Orders.MIB;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.diskwright.image.content.Contents;
import io.diskwright.libc.Fd;
import io.diskwright.libc.Libc;
import io.diskwright.planner.AllocationPolicy;
import io.diskwright.planner.ImageFormat;
import io.diskwright.testing.LoopFilesystem;
import io.diskwright.testing.Requires;
import io.diskwright.testing.Shell;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Images that begin as copies of others; what shares blocks is told by the kernel's FIEMAP. */
class CloneTest {
  private static final long SIZE = 24 * MIB;
  private static final AllocationPolicy THIN = AllocationPolicy.Thin;

  private final Allocator allocator = Allocator.system();
  private final Contents contents = Contents.system();

  @BeforeAll
  static void needTools() {
    Requires.command("qemu-img");
    Requires.command("filefrag");
  }

  /** An image in use before, with something on it. */
  private ImageOrder written(Path pool, ImageOrder order) throws Exception {
    Files.createDirectories(pool);
    allocator.make(order, Progress.NONE);
    if (order.format() == ImageFormat.raw) {
      Disks.scattered(order.file(), SIZE);
    } else {
      Path raw = Disks.scattered(pool.resolveSibling(order.uid() + ".raw"), SIZE);
      String format = order.format().name();
      Shell.run("qemu-img", "convert", "-n", "-f", "raw", "-O", format, raw + "", file(order));
    }
    Shell.run("sync", "-f", file(order));
    return order;
  }

  private Verification.Verified copy(ImageOrder order, ImageOrder source) throws ImageException {
    return allocator.make(order, null, contents.image(source), Progress.NONE);
  }

  private static String file(ImageOrder order) {
    return order.file().toString();
  }

  /** Where the blocks lie, without what says that they are shared. */
  private static String extents(ImageOrder order) {
    return Shell.run("filefrag", "-v", file(order))
        .replaceAll("shared|,", "")
        .replaceAll(" +", " ");
  }

  private static String sha256(ImageOrder order) {
    return Shell.run("sha256sum", file(order));
  }

  private static long shared(ImageOrder order) {
    Libc libc = Libc.system();
    try (Fd fd = libc.openat2(Fd.CWD, file(order), Kernel.OPEN_READ, 0, Kernel.RESOLVE_PLAIN)) {
      return Extents.of(libc, fd, libc.statx(fd).size()).orElseThrow().sharedBytes();
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"raw", "qcow2", "qed"})
  void shouldShareTheBlocksAndLeaveTheSourceAsItIs(ImageFormat format) throws Exception {
    try (LoopFilesystem filesystem = LoopFilesystem.of("xfs").make()) {
      // Given
      Path pool = filesystem.directory().resolve("pool");
      ImageOrder source = written(pool, Orders.order(pool, format, THIN, SIZE));
      String before = extents(source) + sha256(source);
      ImageOrder order = Orders.order(pool, format, THIN, SIZE);

      // When
      Verification.Verified made = copy(order, source);

      // Then
      assertThat(shared(order)).isGreaterThan(SIZE / 3);
      assertThat(extents(source) + sha256(source)).isEqualTo(before);
      Disks.assertSame(source.file(), format, made.path(), format);
      assertThat(Verifier.system().verify(order)).isEqualTo(made);
      assertThat(Verifier.system().verify(source)).isInstanceOf(Verification.Verified.class);

      // When
      String held = sha256(order).split(" ")[0];
      allocator.delete(pool, source.uid(), PlaceIdentity.UNKNOWN, true);

      // Then
      assertThat(sha256(order)).startsWith(held);
      assertThat(shared(order)).isZero();
      assertThat(copy(order, source)).isInstanceOf(Verification.Verified.class); // it is there
    }
  }

  @Test
  void shouldShareTheBlocksOfASmallerRawImage() throws Exception {
    try (LoopFilesystem filesystem = LoopFilesystem.of("xfs").make()) {
      Path pool = filesystem.directory().resolve("pool");
      ImageOrder source = written(pool, Orders.raw(pool, THIN, SIZE));
      ImageOrder order = Orders.raw(pool, THIN, 2 * SIZE);

      Verification.Verified made = copy(order, source);

      assertThat(made.virtualBytes()).isEqualTo(2 * SIZE);
      assertThat(shared(order)).isGreaterThan(SIZE / 3);
      Disks.assertSame(source.file(), ImageFormat.raw, made.path(), ImageFormat.raw);
    }
  }

  @Test
  void shouldNotSeeWhatIsWrittenToTheOther() throws Exception {
    try (LoopFilesystem filesystem = LoopFilesystem.of("xfs").make()) {
      Path pool = filesystem.directory().resolve("pool");
      ImageOrder source = written(pool, Orders.raw(pool, THIN, SIZE));
      String before = sha256(source);
      ImageOrder order = Orders.raw(pool, THIN, SIZE);
      copy(order, source);

      try (RandomAccessFile disk = new RandomAccessFile(order.file().toFile(), "rw")) {
        disk.write(new byte[1 << 20]);
      }

      assertThat(sha256(source)).isEqualTo(before);
    }
  }

  @Test
  void shouldCopyWhereTheDeviceDoesNotClone() throws Exception {
    try (LoopFilesystem filesystem = LoopFilesystem.of("ext4").make()) {
      Path pool = filesystem.directory().resolve("pool");
      ImageOrder source = written(pool, Orders.raw(pool, THIN, SIZE));
      String before = extents(source) + sha256(source);
      ImageOrder order = Orders.raw(pool, THIN, SIZE);

      Verification.Verified made = copy(order, source);

      Disks.assertSame(source.file(), ImageFormat.raw, made.path(), ImageFormat.raw);
      assertThat(made.allocatedBytes()).isLessThan(SIZE * 3 / 4);
      assertThat(extents(source) + sha256(source)).isEqualTo(before);
      assertThat(pool.resolve(order.uid()).toFile().list()).containsExactly(order.fileName());
    }
  }

  @Test
  void shouldCopyWhatIsPreallocatedSoThatNeitherLosesItsSpace() throws Exception {
    try (LoopFilesystem filesystem = LoopFilesystem.of("xfs").make()) {
      Path pool = filesystem.directory().resolve("pool");
      for (AllocationPolicy policy : new AllocationPolicy[] {THIN, AllocationPolicy.Preallocated}) {
        AllocationPolicy other =
            policy == THIN ? AllocationPolicy.Preallocated : AllocationPolicy.Thin;
        ImageOrder source = written(pool, Orders.raw(pool, policy, SIZE));
        ImageOrder order = Orders.raw(pool, other, SIZE);

        Verification.Verified made = copy(order, source);

        assertThat(shared(order) + shared(source)).isZero();
        Disks.assertSame(source.file(), ImageFormat.raw, made.path(), ImageFormat.raw);
        assertThat(Verifier.system().verify(source)).isInstanceOf(Verification.Verified.class);
      }
    }
  }

  @Test
  void shouldCopyBetweenFormatsAndPools() throws Exception {
    try (LoopFilesystem filesystem = LoopFilesystem.of("xfs").make()) {
      Path pool = filesystem.directory().resolve("pool");
      Path other = Files.createDirectories(filesystem.directory().resolve("other"));
      ImageOrder source = written(pool, Orders.order(pool, ImageFormat.qcow2, THIN, SIZE));
      ImageOrder order = Orders.raw(other, THIN, 2 * SIZE);

      Verification.Verified made = copy(order, source);

      assertThat(shared(source)).isZero();
      Disks.assertSame(source.file(), ImageFormat.qcow2, made.path(), ImageFormat.raw);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"missing", "open", "held", "cut"})
  void shouldSayWhyTheSourceCannotBeReadAndLeaveNothing(String trouble) throws Exception {
    try (LoopFilesystem filesystem = LoopFilesystem.of("xfs").make()) {
      // Given
      Path pool = filesystem.directory().resolve("pool");
      ImageOrder source = written(pool, Orders.raw(pool, THIN, SIZE));
      ImageOrder order = Orders.raw(pool, THIN, SIZE);
      String says =
          switch (trouble) {
            case "missing" -> {
              allocator.delete(pool, source.uid(), PlaceIdentity.UNKNOWN, false);
              yield "is not there";
            }
            case "cut" -> {
              Shell.run("truncate", "-s", "1M", file(source));
              yield "shows the guest 1048576 bytes";
            }
            case "open" -> "has it open";
            default -> "is working on";
          };
      String[] holder =
          trouble.equals("held")
              ? new String[] {"flock", pool.resolve(source.uid()).toString(), "sleep", "60"}
              : new String[] {"sleep", "60"};
      ProcessBuilder builder = new ProcessBuilder(holder);
      if (trouble.equals("open")) {
        builder.redirectOutput(ProcessBuilder.Redirect.appendTo(source.file().toFile()));
      }
      Process process = builder.start();
      try {
        if (trouble.equals("held")) {
          Shell.run(
              "sh", "-c", "while flock -n '" + pool.resolve(source.uid()) + "' true; do :; done");
        }

        // When, then
        assertThatThrownBy(() -> copy(order, source))
            .isInstanceOf(ImageException.class)
            .hasMessageContaining(says)
            .hasMessageContaining("Nothing was");
        assertThat(pool.resolve(order.uid())).doesNotExist();
        assertThat(pool.resolve("." + order.uid() + ".tmp")).doesNotExist();
      } finally {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly().waitFor();
      }
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"raw", "qcow2"})
  void shouldMakeManyAtOnceSharedOrConverted(ImageFormat format) throws Exception {
    try (LoopFilesystem filesystem = LoopFilesystem.of("xfs").make();
        ExecutorService workers = Executors.newFixedThreadPool(8)) {
      // Given
      Path pool = filesystem.directory().resolve("pool");
      ImageOrder source = written(pool, Orders.order(pool, format, THIN, SIZE));
      List<ImageOrder> orders =
          Stream.of(ImageFormat.raw, ImageFormat.qcow2, ImageFormat.vmdk)
              .flatMap(other -> Stream.generate(() -> other).limit(4))
              .map(other -> Orders.order(pool, other, THIN, SIZE))
              .toList();

      // When
      List<Callable<Verification.Verified>> copies =
          orders.stream()
              .map(order -> (Callable<Verification.Verified>) () -> copy(order, source))
              .toList();
      List<Future<Verification.Verified>> made = workers.invokeAll(copies);

      // Then
      for (int i = 0; i < orders.size(); i++) {
        Path path = made.get(i).get().path();
        Disks.assertSame(source.file(), format, path, orders.get(i).format());
      }
    }
  }

  @Test
  void shouldLetManyBeginAsCopiesAtATime() throws Exception {
    try (LoopFilesystem filesystem = LoopFilesystem.of("xfs").make()) {
      Path pool = filesystem.directory().resolve("pool");
      ImageOrder source = written(pool, Orders.raw(pool, THIN, SIZE));
      try (HeldImage one = HeldImage.open(Libc.system(), source)) {
        assertThat(one.order()).isEqualTo(source);

        copy(Orders.raw(pool, THIN, SIZE), source);

        assertThatThrownBy(() -> allocator.delete(pool, source.uid(), PlaceIdentity.UNKNOWN, false))
            .hasMessageContaining("is working on");
      }
    }
  }
}
