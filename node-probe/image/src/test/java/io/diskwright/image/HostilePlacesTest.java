package io.diskwright.image;

import static io.diskwright.image.Orders.MIB;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.diskwright.image.ImageException.Kind;
import io.diskwright.libc.Fcntl;
import io.diskwright.libc.Fd;
import io.diskwright.libc.FilesystemId;
import io.diskwright.libc.Libc;
import io.diskwright.planner.AllocationPolicy;
import io.diskwright.testing.LoopFilesystem;
import io.diskwright.testing.Requires;
import io.diskwright.testing.Shell;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Pools that are not ours to write, and names somebody planted in them. */
class HostilePlacesTest {
  private final Allocator allocator = Allocator.system();
  @TempDir Path home;
  private Path pool = Path.of("/");
  private Path victim = Path.of("/");

  @BeforeEach
  void plant() throws Exception {
    pool = Files.createDirectory(home.resolve("pool"));
    victim = Files.createDirectory(home.resolve("victim"));
    Files.writeString(victim.resolve("disk.img"), "precious");
  }

  private ImageOrder thin(Path where) {
    return Orders.raw(where, AllocationPolicy.Thin, MIB);
  }

  private void refused(Kind kind, ThrowingCallable action) throws Exception {
    assertThatThrownBy(action)
        .isInstanceOfSatisfying(ImageException.class, e -> assertThat(e.kind()).isEqualTo(kind))
        .hasMessageContaining("othing was");
    assertThat(victim.resolve("disk.img")).hasContent("precious");
    assertThat(victim.toFile().list()).containsExactly("disk.img");
  }

  @Test
  void shouldMakeThePoolOwnerOnlyWhenItIsMissing() throws Exception {
    allocator.make(thin(home.resolve("new")), Progress.NONE);

    assertThat(Shell.run("stat", "-c", "%a", home.resolve("new").toString()).strip())
        .isEqualTo("700");
  }

  @Test
  void shouldNotMakeMoreThanTheLastComponent() throws Exception {
    refused(Kind.WrongPlace, () -> allocator.make(thin(home.resolve("a/b")), Progress.NONE));
    assertThat(home.resolve("a")).doesNotExist();
  }

  @Test
  void shouldRefuseAPoolThatIsASymbolicLink() throws Exception {
    Path link = Files.createSymbolicLink(home.resolve("link"), victim);

    refused(Kind.WrongPlace, () -> allocator.make(thin(link), Progress.NONE));
    refused(Kind.WrongPlace, () -> allocator.make(thin(link.resolve("sub")), Progress.NONE));
    refused(
        Kind.WrongPlace,
        () -> allocator.delete(link, UUID.randomUUID().toString(), PlaceIdentity.UNKNOWN, false));
  }

  @Test
  void shouldRefuseAPoolThatIsAFile() throws Exception {
    Path file = Files.writeString(home.resolve("file"), "");

    refused(Kind.WrongPlace, () -> allocator.make(thin(file), Progress.NONE));
    refused(Kind.WrongPlace, () -> allocator.make(thin(file.resolve("sub")), Progress.NONE));
  }

  @Test
  void shouldRefuseAPoolThatEverybodyMayWrite() throws Exception {
    Shell.run("chmod", "777", pool.toString());

    refused(Kind.WrongPlace, () -> allocator.make(thin(pool), Progress.NONE));
  }

  @Test
  void shouldRefuseAPoolOfSomebodyElse() throws Exception {
    Requires.root();
    Shell.run("chown", "65534", pool.toString());

    refused(Kind.WrongPlace, () -> allocator.make(thin(pool), Progress.NONE));
  }

  @Test
  void shouldRefuseAReadOnlyFileSystem() throws Exception {
    try (LoopFilesystem filesystem = LoopFilesystem.of("ext4").make()) {
      filesystem.remount("ro");

      refused(Kind.WrongPlace, () -> allocator.make(thin(filesystem.directory()), Progress.NONE));
      refused(
          Kind.WrongPlace,
          () -> allocator.make(thin(filesystem.directory().resolve("new")), Progress.NONE));
    }
  }

  @Test
  void shouldRefuseAnotherFileSystemThanOrdered() throws Exception {
    try (LoopFilesystem filesystem = LoopFilesystem.of("ext4").make()) {
      Path directory = filesystem.directory();
      Libc libc = Libc.system();
      String id;
      try (Fd fd = libc.openat(Fd.CWD, directory.toString(), Fcntl.O_RDONLY, 0)) {
        id = FilesystemId.of(libc, fd);
      }
      assertThat(id)
          .isEqualTo(
              Shell.run("blkid", "-o", "value", "-s", "UUID", filesystem.image().toString())
                  .strip());
      ImageOrder right = Orders.on(id, thin(directory.resolve("pool")));
      ImageOrder wrong = Orders.on(id, thin(pool));

      allocator.make(right, Progress.NONE);
      refused(Kind.WrongPlace, () -> allocator.make(wrong, Progress.NONE));
      refused(Kind.WrongPlace, () -> allocator.delete(pool, wrong.uid(), Orders.on(id), false));
      ImageOrder missing = Orders.on(id, thin(home.resolve("new")));
      refused(Kind.WrongPlace, () -> allocator.make(missing, Progress.NONE));
      assertThat(home.resolve("new")).doesNotExist();
      assertThat(new Verifier(libc).verify(wrong))
          .isInstanceOfSatisfying(
              Verification.Drifted.class,
              d ->
                  assertThat(d.drifts().getFirst().kind())
                      .isEqualTo(Verification.DriftKind.Replaced));
    }
  }

  @Test
  void shouldNotFollowALinkPlantedAsTheTemporaryName() throws Exception {
    ImageOrder order = thin(pool);
    Files.createSymbolicLink(pool.resolve("." + order.uid() + ".tmp"), victim);

    refused(Kind.InTheWay, () -> allocator.make(order, Progress.NONE));
    refused(Kind.InTheWay, () -> allocator.delete(pool, order.uid(), PlaceIdentity.UNKNOWN, false));
    assertThat(allocator.sweep(pool, PlaceIdentity.UNKNOWN)).isEmpty();
    assertThat(victim.resolve("disk.img")).hasContent("precious");
  }

  @Test
  void shouldNotFollowALinkPlantedAsTheImage() throws Exception {
    ImageOrder order = thin(pool);
    Files.createSymbolicLink(pool.resolve(order.uid()), victim);

    refused(Kind.InTheWay, () -> allocator.make(order, Progress.NONE));
    refused(Kind.InTheWay, () -> allocator.delete(pool, order.uid(), PlaceIdentity.UNKNOWN, true));
  }

  @Test
  void shouldNotScrubThroughALinkPlantedAsTheFile() throws Exception {
    ImageOrder order = thin(pool);
    Path directory = Files.createDirectory(pool.resolve(order.uid()));
    Files.createSymbolicLink(directory.resolve("disk.img"), victim.resolve("disk.img"));

    refused(Kind.InTheWay, () -> allocator.make(order, Progress.NONE));
    refused(Kind.InTheWay, () -> allocator.delete(pool, order.uid(), PlaceIdentity.UNKNOWN, true));
  }

  @Test
  void shouldLeaveAloneWhatHoldsOtherFiles() throws Exception {
    ImageOrder order = thin(pool);
    allocator.make(order, Progress.NONE);
    Files.writeString(pool.resolve(order.uid()).resolve("notes"), "mine");
    String other = "." + UUID.randomUUID() + ".tmp";
    Files.createDirectories(pool.resolve(other).resolve("deep"));
    Files.createDirectory(pool.resolve(".cache.tmp"));

    refused(Kind.InTheWay, () -> allocator.delete(pool, order.uid(), PlaceIdentity.UNKNOWN, false));
    assertThat(allocator.sweep(pool, PlaceIdentity.UNKNOWN)).isEmpty();
    assertThat(pool.toFile().list()).containsExactlyInAnyOrder(order.uid(), other, ".cache.tmp");
  }

  @Test
  void shouldLeaveAloneADirectoryOfSomebodyElse() throws Exception {
    Requires.root();
    ImageOrder order = thin(pool);
    Path planted = Files.createDirectory(pool.resolve("." + order.uid() + ".tmp"));
    Shell.run("chown", "65534", planted.toString());

    refused(Kind.InTheWay, () -> allocator.make(order, Progress.NONE));
    assertThat(allocator.sweep(pool, PlaceIdentity.UNKNOWN)).isEmpty();
    assertThat(planted).isEmptyDirectory();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "..", "../victim", "a/b", "x", "3F9C1B2D-0D5E-4F5A-9C39-0A1B2C3D4E5F"})
  void shouldRefuseNamesThatAreNoUuid(String uid) throws Exception {
    ImageOrder order =
        Orders.order(uid, pool, io.diskwright.planner.ImageFormat.raw, AllocationPolicy.Thin, MIB);

    assertThatThrownBy(() -> allocator.make(order, Progress.NONE))
        .isInstanceOf(ImageException.class);
    assertThatThrownBy(() -> allocator.delete(pool, uid, PlaceIdentity.UNKNOWN, false))
        .isInstanceOf(ImageException.class);
    assertThat(pool).isEmptyDirectory();
    assertThat(victim.resolve("disk.img")).hasContent("precious");
  }
}
