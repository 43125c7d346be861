package io.diskwright.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.diskwright.libc.Marker;
import io.diskwright.libc.MarkerFile;
import io.diskwright.planner.AllocationPolicy;
import io.diskwright.testing.LoopFilesystem;
import io.diskwright.testing.Requires;
import io.diskwright.testing.Shell;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nothing is written, deleted or found in a place that is not the one that was ordered. */
final class PlaceIdentityTest {
  private static final String OTHER_MACHINE = "0123456789abcdef0123456789abcdef";

  @TempDir Path home;
  private final Allocator allocator = Allocator.system();
  private Path pool;

  @BeforeEach
  void makePool() throws ImageException {
    pool = home.resolve("pool");
    allocator.prepare(pool, PlaceIdentity.UNKNOWN);
  }

  @Test
  void shouldBeGivenOnceAndThenStay() throws Exception {
    String first = allocator.identify(pool, PlaceIdentity.UNKNOWN, marker(""));
    String again = allocator.identify(pool, PlaceIdentity.UNKNOWN, marker(""));

    assertThat(again).isEqualTo(first);
    assertThat(Files.readString(pool.resolve(MarkerFile.NAME))).contains("uuid=" + first);
  }

  @Test
  void shouldTouchNothingWhereAnotherMarkerIs() throws Exception {
    String mine = allocator.identify(pool, PlaceIdentity.UNKNOWN, marker(""));
    ImageOrder order = Orders.on(new PlaceIdentity("", mine, ""), thin());
    allocator.make(order, Progress.NONE);
    Path other = home.resolve("other");
    allocator.prepare(other, PlaceIdentity.UNKNOWN);
    allocator.identify(other, PlaceIdentity.UNKNOWN, marker(""));

    Files.move(pool, home.resolve("away"));
    Files.move(other, pool);

    everythingIsRefused(order, "bears the identity", mine);
    Files.delete(pool.resolve(MarkerFile.NAME));
    everythingIsRefused(order, "has no file .diskwright-identity", mine);
    Files.delete(pool);
    assertThatThrownBy(() -> allocator.make(order, Progress.NONE))
        .hasMessageContaining("is missing, and with it its identity " + mine);
    assertThat(pool).doesNotExist();

    Files.move(home.resolve("away"), pool);
    assertThat(Verifier.system().verify(order)).isInstanceOf(Verification.Verified.class);
    allocator.delete(pool, order.uid(), order.place(), false);
    assertThat(order.file()).doesNotExist();
  }

  @Test
  void shouldTouchNothingOnANodeThatWasSetUpAnew() throws Exception {
    Requires.that(Files.isReadable(Path.of("/etc/machine-id")), "there is no machine id");
    ImageOrder order = Orders.on(new PlaceIdentity("", "", OTHER_MACHINE), thin());

    everythingIsRefused(order, "is on the machine", OTHER_MACHINE);
  }

  @Test
  void shouldNotTakeACopiedMarkerForItsOwn() throws Exception {
    try (LoopFilesystem disk = LoopFilesystem.of("ext4").make()) {
      String uuid =
          Shell.run("blkid", "-o", "value", "-s", "UUID", disk.image().toString()).strip();
      allocator.identify(disk.directory(), Orders.on(uuid), marker(uuid));
      String other = "11111111-2222-3333-4444-555555555555";
      Files.delete(disk.directory().resolve(MarkerFile.NAME));
      allocator.identify(disk.directory(), PlaceIdentity.UNKNOWN, marker(uuid));
      Files.writeString(
          disk.directory().resolve(MarkerFile.NAME),
          Files.readString(disk.directory().resolve(MarkerFile.NAME)).replace(uuid, other));

      assertThatThrownBy(
              () -> allocator.identify(disk.directory(), PlaceIdentity.UNKNOWN, marker(uuid)))
          .isInstanceOf(ImageException.class)
          .hasMessageContaining("was made on " + other + ": it was copied here")
          .hasMessageContaining("remove");
    }
  }

  @Test
  void shouldNotTakeAnUnmountedDiskForADeletedImage() throws Exception {
    try (LoopFilesystem disk = LoopFilesystem.of("ext4").make()) {
      String uuid =
          Shell.run("blkid", "-o", "value", "-s", "UUID", disk.image().toString()).strip();
      Path there = disk.directory().resolve("pool");
      allocator.prepare(there, Orders.on(uuid));
      ImageOrder order = Orders.on(uuid, Orders.raw(there, AllocationPolicy.Thin, Orders.MIB));
      allocator.make(order, Progress.NONE);
      String device = disk.device();
      Shell.run("mount", "-t", "tmpfs", "none", disk.directory().toString());
      try {
        refused(
            () -> allocator.delete(there, order.uid(), order.place(), false), "is on file system");
        refused(() -> allocator.make(order, Progress.NONE), "is on file system");
        assertThat(there).as("nothing was made over it").doesNotExist();
      } finally {
        Shell.run("umount", disk.directory().toString());
      }
      assertThat(disk.device()).isEqualTo(device);
      assertThat(order.file()).exists();
      allocator.delete(there, order.uid(), order.place(), false);
      assertThat(order.file()).doesNotExist();
    }
  }

  private void everythingIsRefused(ImageOrder order, String... why) throws Exception {
    List<String> before = entries();
    for (ThrowingCallable call :
        List.<ThrowingCallable>of(
            () -> allocator.make(order, Progress.NONE),
            () -> allocator.prepare(pool, order.place()),
            () -> allocator.identify(pool, order.place(), marker("")),
            () -> allocator.delete(pool, order.uid(), order.place(), true))) {
      refused(call, why);
    }
    assertThat(Verifier.system().verify(order))
        .isInstanceOfSatisfying(
            Verification.Drifted.class,
            drifted ->
                assertThat(drifted.drifts().getFirst())
                    .satisfies(
                        d -> assertThat(d.kind()).isEqualTo(Verification.DriftKind.Replaced),
                        d -> assertThat(d.message()).contains(why)));
    assertThat(entries()).isEqualTo(before);
  }

  private static void refused(ThrowingCallable call, String... why) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            ImageException.class,
            e -> assertThat(e.kind()).isEqualTo(ImageException.Kind.WrongPlace))
        .hasMessageContainingAll(why)
        .hasMessageContaining("Nothing was written");
  }

  private List<String> entries() throws Exception {
    return Shell.run("find", pool.toString()).lines().sorted().toList();
  }

  private ImageOrder thin() {
    return Orders.raw(pool, AllocationPolicy.Thin, Orders.MIB);
  }

  private static Marker marker(String filesystem) {
    return Marker.fresh(Instant.EPOCH, filesystem, "", "", "", "default");
  }
}
