package io.diskwright.image;

import static io.diskwright.image.Orders.MIB;
import static org.assertj.core.api.Assertions.assertThat;

import io.diskwright.planner.AllocationPolicy;
import io.diskwright.planner.ImageFormat;
import io.diskwright.testing.LoopFilesystem;
import io.diskwright.testing.Mounted;
import io.diskwright.testing.Requires;
import io.diskwright.testing.Shell;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What must not stay of encrypted images is looked for on the device itself, wherever their
 * deletion or their making is stopped: after the sweep of the next start, or the next try.
 */
class CryptoEraseTest {
  /** Of a slot: 4,000 stripes of 64 bytes. */
  private static final int LEAST_BLOCKS = 200;

  private static final int STRIDE = Operation.ALL ? 1 : 5;

  private Mounted memory;
  private LoopFilesystem disk;
  private Path pool;

  @BeforeEach
  void mount() throws Exception {
    Requires.command("qemu-img");
    memory = Mounted.of("tmpfs", "size=300m", "none");
    disk = LoopFilesystem.of("ext4").in(memory.directory()).make();
    pool = Files.createDirectory(disk.directory().resolve("pool"));
  }

  @AfterEach
  void unmount() {
    disk.close();
    memory.close();
  }

  static java.util.stream.Stream<Operation> erased() {
    return Operation.withPrograms().stream().filter(Operation::isErasedByKeys);
  }

  @ParameterizedTest
  @MethodSource("erased")
  void shouldLeaveNoKeySlotWhereverItIsStopped(Operation operation) throws Exception {
    int swept = 0;
    int whole = 0;
    boolean stopped = true;
    for (int step = 1; stopped; step++) {
      // Given
      String uid = UUID.randomUUID().toString();
      ImageOrder order = operation.order(pool, uid);
      operation.prepare(pool, uid);
      RandomBlocks slots = new RandomBlocks(order.file());
      assertThat(slots.count()).isGreaterThan(LEAST_BLOCKS);
      assertThat(onDevice(slots)).isEqualTo(slots.count());
      Rig rig = new Rig();

      // When
      rig.stopBefore(step);
      stopped = Crashes.stops(rig, operation, pool, uid);
      Allocator.system().sweep(pool, PlaceIdentity.UNKNOWN);

      // Then
      if (Look.entries(pool).isEmpty()) {
        swept++;
      } else {
        assertThat(Look.entries(pool)).containsExactly(uid);
        Look.assertWhole(order); // not half of it is erased: it can still be opened
        operation.run(new Rig(), pool, uid);
        whole++;
      }
      assertThat(onDevice(slots)).as("of the key slots, before step " + step).isZero();
      assertThat(Look.entries(pool)).isEmpty();
    }
    System.out.printf(
        "crypto-erase: %s: %d times the image was whole, %d times its keys were gone%n",
        operation, whole, swept);
    assertThat(whole).isPositive();
    assertThat(swept).isGreaterThan(3);
  }

  @Test
  void shouldLeaveNothingInTheClearWhereverItIsStopped(@TempDir Path home) throws Exception {
    Path raw = Disks.scattered(home.resolve("disk.raw"), 2 * MIB);
    Path packed = Disks.packed(raw, "gzip");
    RandomBlocks clear = new RandomBlocks(raw);
    long most = 0;
    int times = 0;
    boolean[] complete = new boolean[1];
    for (int step = STRIDE; !complete[0]; step += STRIDE) {
      // Given
      ImageOrder order =
          Orders.order(
              pool,
              ImageFormat.qcow2,
              AllocationPolicy.Thin,
              Operation.SIZE,
              OrderRules.ENCRYPT_FORMAT,
              OrderRules.LUKS);
      Rig rig = new Rig();
      int last = step;
      rig.on(
          (number, name) -> {
            complete[0] |= name.equals("create"); // of the image, after which it is read
            if (number >= last || complete[0]) {
              rig.stopBefore(1);
              throw new Rig.Stopped(name);
            }
          });

      // When
      try {
        var unused =
            rig.allocator()
                .make(order, Operation.KEY, Sources.of(packed, rig.libc()), Progress.NONE);
      } catch (Rig.Stopped e) {
        rig.gone();
        times++;
      }
      most = Math.max(most, onDevice(clear));
      if (times % 2 == 0) {
        Allocator.system().sweep(pool, PlaceIdentity.UNKNOWN);
      } else {
        Allocator.system().delete(pool, order.uid(), PlaceIdentity.UNKNOWN, false);
      }

      // Then
      assertThat(onDevice(clear)).as("in the clear, before step " + step).isZero();
      assertThat(Look.entries(pool)).isEmpty();
    }
    System.out.printf("in the clear: stopped before %d steps%n", times);
    assertThat(most).isEqualTo(clear.count()); // all of it was there
    assertThat(times).isGreaterThan(3);
  }

  private long onDevice(RandomBlocks blocks) throws Exception {
    Shell.run("sync", "-f", pool.toString());
    return blocks.countOn(disk.image());
  }
}
