package io.diskwright.image;

import static io.diskwright.image.Orders.MIB;
import static org.assertj.core.api.Assertions.assertThat;

import io.diskwright.image.Trap.Place;
import io.diskwright.image.calibration.Leftovers;
import io.diskwright.libc.Libc;
import io.diskwright.libc.Marker;
import io.diskwright.planner.AllocationPolicy;
import io.diskwright.planner.ImageFormat;
import io.diskwright.testing.Requires;
import io.diskwright.testing.Shell;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.UUID;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever is planted where the product goes: nothing else is read into, written or removed. */
class TrapTest {
  private static final int FEWEST = 40;
  private static final PlaceIdentity NONE = PlaceIdentity.UNKNOWN;

  @TempDir Path home;
  private final String uid = UUID.randomUUID().toString();
  private Path pool;
  private Path victim;

  static List<Trap> traps() {
    return Trap.all();
  }

  @BeforeEach
  void make() throws Exception {
    Requires.root();
    pool = Files.createDirectory(home.resolve("pool"));
    Shell.run("chmod", "770", pool.toString());
    victim = Files.createDirectory(home.resolve("victim"));
    byte[] data = new byte[64 << 10];
    Arrays.fill(data, (byte) 0x5a);
    for (String name : List.of("disk.img", "disk.qcow2", "sub/disk.img")) {
      Files.createDirectories(victim.resolve(name).resolveSibling("."));
      Files.write(victim.resolve(name), data);
    }
  }

  @AfterEach
  void unmount() {
    for (String line : Shell.read(Path.of("/proc/self/mounts")).lines().toList()) {
      String point = line.split(" ")[1];
      if (point.startsWith(home.toString())) {
        Shell.run("umount", point);
      }
    }
  }

  @Test
  void shouldBeMany() {
    assertThat(Trap.all()).hasSizeGreaterThanOrEqualTo(FEWEST).doesNotHaveDuplicates();
  }

  @ParameterizedTest
  @MethodSource("traps")
  @Timeout(300)
  void shouldLeaveTheVictimAlone(Trap trap) throws Exception {
    // Given
    PlaceIdentity known = new PlaceIdentity("", identified(PlaceIdentity.UNKNOWN), "");
    trap.plant().in(new Place(pool, victim, uid));
    SortedMap<String, String> before = Fingerprint.butForNames(victim);

    // When
    for (PlaceIdentity place : trap.isWholePlace() ? List.of(known) : List.of(known, NONE)) {
      for (ImageFormat format : List.of(ImageFormat.raw, ImageFormat.qcow2)) {
        everything(format, place);
      }
    }

    // Then
    assertThat(Fingerprint.butForNames(victim)).isEqualTo(before);
  }

  private String identified(PlaceIdentity place) throws ImageException {
    Marker fresh = Marker.fresh(Instant.EPOCH, "", "", "", "", "default");
    return Allocator.system().identify(pool, place, fresh);
  }

  private void everything(ImageFormat format, PlaceIdentity place) {
    ImageOrder order =
        Orders.on(
            place,
            Orders.order(
                uid, pool, format, AllocationPolicy.Preallocated, MIB, "preallocation", "full"));
    Allocator allocator = Allocator.system();
    attempt(() -> allocator.make(order, Progress.NONE));
    attempt(() -> Grower.system().grow(order.withSize(2 * MIB), Progress.NONE));
    attempt(() -> allocator.prepare(pool, place));
    attempt(() -> identified(place));
    attempt(() -> allocator.sweep(pool, place));
    attempt(() -> Leftovers.sweep(Libc.system(), pool, place));
    attempt(() -> Verifier.system().verify(order));
    attempt(() -> allocator.delete(pool, uid, place, true));
    attempt(() -> allocator.delete(pool, uid, place, false));
  }

  /** It may refuse, with a message for people, and it may do its work; both is well. */
  private static void attempt(ThrowingCallable call) {
    try {
      call.call();
    } catch (ImageException e) {
      assertThat(e).hasMessageMatching("(?s).{40,}");
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ".",
        "..",
        "../victim",
        "/etc",
        "a/b",
        "victim",
        "3F9C1B2D-0D5E-4F5A-9C39-0A1B2C3D4E5F",
        "3f9c1b2d-0d5e-4f5a-9c39-0a1b2c3d4e5f/../../victim",
        "3f9c1b2d-0d5e-4f5a-9c39-0a1b2c3d4e5f\n",
        "\u00b3f9c1b2d-0d5e-4f5a-9c39-0a1b2c3d4e5",
        ".3f9c1b2d-0d5e-4f5a-9c39-0a1b2c3d4e5f.tmp",
        "${HOME}",
        "{{ .PVC.Name }}",
        "%2e%2e"
      })
  void shouldTakeNoNameThatLeadsElsewhere(String name) throws Exception {
    for (String each : List.of(name, name + "\0", "x".repeat(300))) {
      ImageOrder order = Orders.order(each, pool, ImageFormat.raw, AllocationPolicy.Thin, MIB);
      SortedMap<String, String> before = Fingerprint.of(home);
      refused(() -> Allocator.system().make(order, Progress.NONE));
      refused(() -> Grower.system().grow(order.withSize(2 * MIB), Progress.NONE));
      refused(() -> Verifier.system().verify(order));
      refused(() -> Allocator.system().delete(pool, each, PlaceIdentity.UNKNOWN, true));
      assertThat(Fingerprint.of(home)).isEqualTo(before);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/proc/self/cwd", "/proc/self/root", "/proc/1/root", "/dev/fd/0", "/proc/self/fd/0",
        "pool", "./pool", "../pool", "", "/"
      })
  void shouldTakeNoPoolThatLeadsElsewhere(String path) throws Exception {
    ImageOrder order =
        Orders.order(uid, Path.of(path), ImageFormat.raw, AllocationPolicy.Thin, MIB);
    ImageOrder below =
        Orders.order(uid, Path.of(path, "x"), ImageFormat.raw, AllocationPolicy.Thin, MIB);
    if (!path.equals("/")) {
      refused(() -> Allocator.system().make(order, Progress.NONE));
      refused(() -> Allocator.system().make(below, Progress.NONE));
    }
    refused(() -> Grower.system().grow(order.withSize(2 * MIB), Progress.NONE));
    assertThat(Files.exists(Path.of(path).resolve(uid))).isFalse();
    assertThat(Files.exists(Path.of(path, "x"))).isFalse();
  }

  @Test
  void shouldTakeNoPathThatIsTooLong() {
    for (String name : List.of("x".repeat(256), ("x".repeat(250) + "/").repeat(20))) {
      ImageOrder order =
          Orders.order(uid, home.resolve(name), ImageFormat.raw, AllocationPolicy.Thin, MIB);
      refused(() -> Allocator.system().make(order, Progress.NONE));
    }
  }

  private static void refused(ThrowingCallable call) {
    org.assertj.core.api.Assertions.assertThatThrownBy(call).isInstanceOf(ImageException.class);
  }
}
