package io.diskwright.image;

import static io.diskwright.image.Orders.MIB;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.diskwright.planner.AllocationPolicy;
import io.diskwright.planner.ImageFormat;
import io.diskwright.testing.LoopFilesystem;
import io.diskwright.testing.Requires;
import io.diskwright.testing.Shell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Every format in every policy on every file system, judged by qemu-img and stat(1). */
class EveryImageTest {
  private static final long SIZE = 24 * MIB + 1536;
  private static final ObjectMapper JSON = new ObjectMapper();

  private record Case(String name, ImageFormat format, AllocationPolicy policy, String... options) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static List<Case> cases() {
    List<Case> cases = new ArrayList<>();
    for (ImageFormat format : ImageFormat.values()) {
      cases.add(new Case(format + " thin", format, AllocationPolicy.Thin));
    }
    AllocationPolicy thick = AllocationPolicy.Preallocated;
    AllocationPolicy metadata = AllocationPolicy.MetadataPreallocated;
    String part = Long.toString(8 * MIB);
    for (ImageFormat format : List.of(ImageFormat.raw, ImageFormat.qcow2)) {
      cases.add(new Case(format + " falloc", format, thick));
      cases.add(new Case(format + " full", format, thick, "preallocation", "full"));
      cases.add(new Case(format + " partial", format, thick, "preallocatedBytes", part));
      cases.add(
          new Case(
              format + " partial full",
              format,
              thick,
              "preallocatedBytes",
              part,
              "preallocation",
              "full"));
    }
    ImageFormat qcow2 = ImageFormat.qcow2;
    cases.add(new Case("qcow2 metadata", qcow2, metadata));
    cases.add(
        new Case(
            "qcow2 metadata subclusters",
            qcow2,
            metadata,
            "extended_l2",
            "on",
            "cluster_size",
            "131072"));
    cases.add(
        new Case(
            "qcow2 2M lazy zstd",
            qcow2,
            AllocationPolicy.Thin,
            "cluster_size",
            "2M",
            "lazy_refcounts",
            "on",
            "compression_type",
            "zstd"));
    cases.add(new Case("vdi static", ImageFormat.vdi, thick, "static", "on"));
    cases.add(new Case("vhdx fixed", ImageFormat.vhdx, thick, "subformat", "fixed"));
    cases.add(new Case("vpc fixed", ImageFormat.vpc, thick, "subformat", "fixed"));
    cases.add(
        new Case(
            "vpc partial",
            ImageFormat.vpc,
            thick,
            "subformat",
            "fixed",
            "preallocatedBytes",
            part));
    cases.add(
        new Case(
            "vmdk streamOptimized",
            ImageFormat.vmdk,
            AllocationPolicy.Thin,
            "subformat",
            "streamOptimized"));
    cases.add(new Case("qcow2 no hint", qcow2, AllocationPolicy.Thin, "extent_size_hint", "0"));
    return cases;
  }

  @TestFactory
  Stream<DynamicTest> shouldMakeOnExt4() {
    return on("ext4", cases());
  }

  @TestFactory
  Stream<DynamicTest> shouldMakeOnXfs() {
    List<Case> cases = new ArrayList<>(cases());
    cases.add(
        new Case(
            "raw hint", ImageFormat.raw, AllocationPolicy.Thin, "extent_size_hint", "1048576"));
    return on("xfs", cases);
  }

  @TestFactory
  Stream<DynamicTest> shouldMakeOnBtrfs() {
    List<Case> cases = new ArrayList<>(cases());
    AllocationPolicy thick = AllocationPolicy.Preallocated;
    cases.add(new Case("raw nocow", ImageFormat.raw, thick, "nocow", "on"));
    cases.add(new Case("qcow2 nocow", ImageFormat.qcow2, thick, "nocow", "on"));
    return on("btrfs", cases);
  }

  private static Stream<DynamicTest> on(String type, List<Case> cases) {
    Requires.command("qemu-img");
    LoopFilesystem filesystem = LoopFilesystem.of(type).make();
    Allocator allocator = Allocator.system();
    return cases.stream()
        .map(c -> DynamicTest.dynamicTest(c.name, () -> check(filesystem, allocator, c)))
        .onClose(filesystem::close);
  }

  private static void check(LoopFilesystem filesystem, Allocator allocator, Case c)
      throws Exception {
    // Given
    Path pool = filesystem.directory().resolve(c.name.replace(" ", "-"));
    ImageOrder order = Orders.order(pool, c.format, c.policy, SIZE, c.options);

    // When
    Verification.Verified made = allocator.make(order, Progress.NONE);

    // Then
    Path file = made.path();
    assertThat(file).isEqualTo(order.file()).isRegularFile();
    JsonNode info =
        JSON.readTree(
            Shell.run("qemu-img", "info", "-f", c.format.name(), "--output=json", file.toString()));
    assertThat(info.path("format").asText()).isEqualTo(c.format.name());
    assertThat(info.path("virtual-size").asLong()).isEqualTo(SIZE).isEqualTo(made.virtualBytes());
    long allocated = Long.parseLong(Shell.run("stat", "-c", "%b", file.toString()).strip()) * 512;
    assertThat(allocated).isEqualTo(made.allocatedBytes());
    if (c.policy == AllocationPolicy.Preallocated) {
      assertThat(allocated).isGreaterThanOrEqualTo(order.requiredBytes());
    } else {
      assertThat(allocated).isLessThan(12 * MIB);
    }
    if (c.name.contains("partial")) {
      assertThat(allocated).isLessThan(SIZE - 8 * MIB);
    }
    Path home = pool.resolve(order.uid());
    assertThat(Shell.run("stat", "-c", "%a", file.toString(), home.toString()).lines())
        .containsExactly("600", "700");
    if (c.name.contains("nocow")) {
      assertThat(Shell.run("lsattr", file.toString())).containsPattern("^\\S*C");
    }
    if (c.name.equals("raw hint")) {
      assertThat(Shell.run("xfs_io", "-r", "-c", "extsize", file.toString())).contains("[1048576]");
    }
    assertOnlyTheImage(pool, order);
    assertThat(new Verifier(io.diskwright.libc.Libc.system()).verify(order)).isEqualTo(made);
    assertSecondRunChangesNothing(allocator, order, made);
    if (c.policy == AllocationPolicy.Preallocated && !c.name.contains("partial")) {
      assertGuestWritesStayInside(file, c.format);
    }
    allocator.delete(pool, order.uid(), PlaceIdentity.UNKNOWN, false);
    assertThat(pool).isEmptyDirectory();
  }

  /** Space allocated up front is worth nothing when the format then writes behind it. */
  private static void assertGuestWritesStayInside(Path file, ImageFormat format)
      throws IOException {
    long before = Files.size(file);
    Shell.run(
        "qemu-io", "-f", format.name(), "-c", "write 5M 4k", "-c", "write 20M 4k", file.toString());
    assertThat(file).hasSize(before);
  }

  private static void assertSecondRunChangesNothing(
      Allocator allocator, ImageOrder order, Verification.Verified made) throws Exception {
    Object before = Files.getLastModifiedTime(order.file());
    Object inode = Files.getAttribute(order.file(), "unix:ino");
    assertThat(allocator.make(order, Progress.NONE)).isEqualTo(made);
    assertThat(Files.getLastModifiedTime(order.file())).isEqualTo(before);
    assertThat(Files.getAttribute(order.file(), "unix:ino")).isEqualTo(inode);
  }

  private static void assertOnlyTheImage(Path pool, ImageOrder order) throws IOException {
    try (Stream<Path> all = Files.walk(pool)) {
      assertThat(all.filter(p -> !p.equals(pool)))
          .containsExactlyInAnyOrder(order.file(), pool.resolve(order.uid()));
    }
  }
}
