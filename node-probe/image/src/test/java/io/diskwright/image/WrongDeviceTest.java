package io.diskwright.image;

import static org.assertj.core.api.Assertions.assertThat;

import io.diskwright.image.calibration.Leftovers;
import io.diskwright.libc.Libc;
import io.diskwright.libc.Marker;
import io.diskwright.testing.LoopFilesystem;
import io.diskwright.testing.Mounted;
import io.diskwright.testing.Shell;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.SortedMap;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Something else comes to be where the pool was: before the operation, or between any two of its
 * steps. Nothing is written there; the device's own count of written sectors shows it. Every sixth
 * step stands for all, unless the property {@code diskwright.crashes} is {@code all}.
 */
class WrongDeviceTest {
  private static final long MIB = Orders.MIB;
  private static final int STRIDE = Operation.ALL ? 1 : 6;

  private final Deque<Runnable> undo = new ArrayDeque<>();
  private Mounted memory;
  private LoopFilesystem right;
  private LoopFilesystem wrong;
  private Path pool;
  private Path other;
  private String uid = "";
  private PlaceIdentity place = PlaceIdentity.UNKNOWN;

  /** What happens to the place. */
  enum Swap {
    /** Another file system is mounted over the mount point. */
    MOUNTED_OVER,
    /** A directory of another file system is mounted over the pool. */
    POOL_MOUNTED_OVER,
    /** The pool's file system is unmounted: what is below the mount point comes to light. */
    UNMOUNTED,
    /** The pool is renamed, and a directory of the same kind takes its name. */
    RENAMED,
    /** The pool is renamed, and a link to another directory takes its name. */
    LINKED,
    /** The image's directory is mounted over with one that holds an image of the same name. */
    IMAGE_MOUNTED_OVER,
    /** The temporary directory is mounted over with one that holds an image of the same name. */
    TEMPORARY_MOUNTED_OVER
  }

  @BeforeEach
  void make() throws Exception {
    memory = Mounted.of("tmpfs", "size=500m", "none");
    right = LoopFilesystem.of("ext4").in(memory.directory()).bytes(64 * MIB).make();
    wrong =
        LoopFilesystem.of("ext4").in(memory.directory()).mount("noatime").bytes(64 * MIB).make();
    pool = right.directory().resolve("pool");
    other = wrong.directory().resolve("pool");
    Allocator allocator = Allocator.system();
    for (Path each : List.of(pool, other)) {
      allocator.prepare(each, PlaceIdentity.UNKNOWN);
    }
    place = identity(right, pool);
    identity(wrong, other);
    below("mkdir");
  }

  @AfterEach
  void release() {
    undoAll();
    below("rmdir");
    right.close();
    wrong.close();
    memory.close();
  }

  private static PlaceIdentity identity(LoopFilesystem disk, Path pool) throws Exception {
    String uuid = Shell.run("blkid", "-o", "value", "-s", "UUID", disk.image().toString()).strip();
    Marker fresh = Marker.fresh(Instant.EPOCH, uuid, "", "", "", "default");
    String marker = Allocator.system().identify(pool, PlaceIdentity.UNKNOWN, fresh);
    return new PlaceIdentity(uuid, marker, "");
  }

  /** Below the mount point lies a pool, too, as an installer or a failed mount leaves one. */
  private void below(String command) {
    Shell.run("umount", right.directory().toString());
    Shell.run(command, pool.toString());
    Shell.run("mount", "-o", "loop", right.image().toString(), right.directory().toString());
  }

  /** The same names at the wrong place, and what they hold is dear to somebody. */
  private void bait() throws Exception {
    for (String name : List.of(uid, "." + uid + ".tmp", "." + uid + ".scrub.tmp")) {
      Path directory = Files.createDirectories(other.resolve(name));
      Shell.run("chmod", "700", directory.toString());
      byte[] data = new byte[64 << 10];
      Arrays.fill(data, (byte) 0x5a);
      Files.write(directory.resolve("disk.img"), data);
    }
  }

  @ParameterizedTest
  @EnumSource
  void shouldWriteNothingAtTheWrongPlaceWheneverItChanges(Swap swap) throws Exception {
    int moments = 0;
    for (Operation operation : Operation.withoutPrograms()) {
      if (operation.preallocation().equals("falloc") && operation.options().isEmpty()) {
        int n = 0;
        while (changes(operation, swap, n)) {
          moments++;
          n += n == 0 ? 1 + swap.ordinal() % STRIDE : STRIDE;
        }
      }
    }
    System.out.printf("wrong device: %s at %d moments: nothing written there%n", swap, moments);
    assertThat(moments).isGreaterThan(10);
  }

  /** Returns whether the operation came to step {@code n}. */
  private boolean changes(Operation operation, Swap swap, int n) throws Exception {
    // Given
    uid = UUID.randomUUID().toString();
    operation.prepare(pool, uid);
    bait();
    Shell.run("sync", "-f", other.toString());
    SortedMap<String, String> before = Fingerprint.of(wrong.directory());
    long sectors = sectorsWritten();
    Rig rig = new Rig();
    boolean came = n == 0;
    if (n == 0) {
      perform(swap);
    }
    rig.on(
        (number, name) -> {
          if (number == n) {
            perform(swap);
          }
        });

    // When
    ImageException refused = null;
    try {
      operation.run(rig, pool, uid, place);
      came |= rig.steps().size() >= n;
    } catch (ImageException e) {
      refused = e;
      came = true;
    }

    // Then
    String at = operation + " after " + n + " steps: " + (refused == null ? "" : refused);
    boolean elsewhere = swap != Swap.IMAGE_MOUNTED_OVER && swap != Swap.TEMPORARY_MOUNTED_OVER;
    if (n == 0 && elsewhere) {
      ImageException.Kind kind = refused == null ? null : refused.kind();
      assertThat(kind).as(at).isEqualTo(ImageException.Kind.WrongPlace);
      everythingElseIsRefused();
    }
    Shell.run("sync", "-f", other.toString());
    assertThat(Fingerprint.of(wrong.directory())).as(at).isEqualTo(before);
    assertThat(sectorsWritten()).as(at).isEqualTo(sectors);
    undoAll();
    Crashes.assertRestarts(operation, pool, uid, Long.MAX_VALUE / 2);
    return came;
  }

  private void everythingElseIsRefused() {
    Marker fresh = Marker.fresh(Instant.EPOCH, "", "", "", "", "default");
    Allocator allocator = Allocator.system();
    refused(() -> allocator.prepare(pool, place));
    refused(() -> allocator.identify(pool, place, fresh));
    refused(() -> allocator.sweep(pool, place));
    refused(() -> Leftovers.sweep(Libc.system(), pool, place));
    refused(() -> allocator.delete(pool, UUID.randomUUID().toString(), place, false));
  }

  private static void refused(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
    org.assertj.core.api.Assertions.assertThatThrownBy(call)
        .isInstanceOf(ImageException.class)
        .hasMessageContaining("othing was written");
  }

  private void perform(Swap swap) {
    Path mount = right.directory();
    switch (swap) {
      case MOUNTED_OVER -> bind(wrong.directory(), mount);
      case POOL_MOUNTED_OVER -> bind(other, pool);
      case UNMOUNTED -> {
        Shell.run("umount", "-l", mount.toString());
        undo.push(
            () -> {
              Shell.run("rmdir", pool.toString()); // fails if anything was written there
              Shell.run("mkdir", "-m", "700", pool.toString());
              Shell.run("mount", "-o", "loop", right.image().toString(), mount.toString());
            });
      }
      case RENAMED -> {
        Path away = mount.resolve("away");
        Shell.run("mv", "-T", pool.toString(), away.toString());
        Shell.run("mkdir", "-m", "700", pool.toString());
        undo.push(
            () -> {
              Shell.run("rmdir", pool.toString()); // fails if anything was written there
              Shell.run("mv", "-T", away.toString(), pool.toString());
            });
      }
      case LINKED -> {
        Path away = mount.resolve("away");
        Shell.run("mv", "-T", pool.toString(), away.toString());
        Shell.run("ln", "-s", other.toString(), pool.toString());
        undo.push(
            () -> {
              Shell.run("rm", pool.toString());
              Shell.run("mv", "-T", away.toString(), pool.toString());
            });
      }
      case IMAGE_MOUNTED_OVER -> bindIfThere(uid);
      case TEMPORARY_MOUNTED_OVER -> bindIfThere("." + uid + ".tmp");
    }
  }

  private void bindIfThere(String name) {
    if (Files.exists(pool.resolve(name))) {
      bind(other.resolve(name), pool.resolve(name));
    }
  }

  private void bind(Path from, Path over) {
    Shell.run("mount", "--bind", from.toString(), over.toString());
    undo.push(() -> Shell.run("umount", over.toString()));
  }

  private void undoAll() {
    while (!undo.isEmpty()) {
      undo.pop().run();
    }
  }

  /** Documentation/block/stat.rst: the seventh number. */
  private long sectorsWritten() {
    String device = Path.of(wrong.device()).getFileName().toString();
    String[] stat = Shell.read(Path.of("/sys/block", device, "stat")).strip().split(" +");
    return Long.parseLong(stat[6]);
  }
}
