package io.diskwright.image;

import static org.assertj.core.api.Assertions.assertThat;

import io.diskwright.image.Operation.Work;
import io.diskwright.testing.LoopFilesystem;
import io.diskwright.testing.Mounted;
import io.diskwright.testing.Shell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;

/**
 * Stops operations before each of their steps, does what a restart does, and looks what there is.
 */
final class Crashes {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final Duration MOMENT = Duration.ofMillis(20);

  /** Tables that qemu-img lays out in another place when it has to begin anew. */
  private static final long SLACK = 128 << 10;

  private Crashes() {}

  /** One test for each operation, on an ext4 of their own. */
  static Stream<DynamicTest> on(List<Operation> operations) {
    Mounted memory = Mounted.of("tmpfs", "size=300m", "none");
    LoopFilesystem disk = LoopFilesystem.of("ext4").in(memory.directory()).make();
    return operations.stream()
        .map(o -> DynamicTest.dynamicTest(o.toString(), () -> everywhere(disk, o)))
        .onClose(disk::close)
        .onClose(memory::close);
  }

  private static void everywhere(LoopFilesystem disk, Operation operation) throws Exception {
    Path pool = Files.createDirectory(disk.directory().resolve(operation.toString()));
    long reference = reference(pool, operation);
    long free = free(disk);
    int times = 0;
    boolean stopped = true;
    for (int step = 1; stopped; step += operation.stride()) {
      // Given
      String uid = UUID.randomUUID().toString();
      Rig rig = new Rig();
      operation.prepare(pool, uid);

      // When
      rig.stopBefore(step);
      stopped = stops(rig, operation, pool, uid);

      // Then
      assertRestarts(operation, pool, uid, reference);
      assertFree(disk, free - SLACK);
      times += stopped ? 1 : 0;
    }
    System.out.printf("crash: %s: stopped before %d steps%n", operation, times);
    assertThat(times).isGreaterThan(2);
    Files.delete(pool);
  }

  static boolean stops(Rig rig, Operation operation, Path pool, String uid) throws ImageException {
    try {
      operation.run(rig, pool, uid);
      return false;
    } catch (Rig.Stopped e) {
      return true;
    } finally {
      rig.gone();
    }
  }

  /** What a restart finds, and makes of it. */
  static void assertRestarts(Operation operation, Path pool, String uid, long reference)
      throws Exception {
    ImageOrder order = operation.order(pool, uid);
    long start = System.nanoTime();
    Allocator.system().sweep(pool, PlaceIdentity.UNKNOWN);
    assertBeforeOrAfter(operation, order);
    operation.run(new Rig(), pool, uid);
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(LIMIT);
    assertAfter(operation, order, reference);
    Allocator.system().delete(pool, uid, PlaceIdentity.UNKNOWN, false);
    assertThat(Look.entries(pool)).isEmpty();
  }

  /** The operation was done, and whole. */
  static void assertAfter(Operation operation, ImageOrder order, long reference) throws Exception {
    switch (operation.work()) {
      case MAKE, FILL, CONVERT, UNPACK -> assertFilled(operation, order);
      case REPAIR -> {
        Look.assertFinished(order);
        Look.assertMarked(order);
      }
      case GROW -> {
        ImageOrder grown = order.withSize(Operation.LARGER);
        Look.assertFinished(grown);
        Look.assertMarked(grown);
        assertThat(Look.allocated(grown)).as("lost space").isLessThanOrEqualTo(reference + SLACK);
      }
      case DELETE, ERASE -> assertThat(Look.entries(order.pool())).isEmpty();
    }
  }

  private static void assertBeforeOrAfter(Operation operation, ImageOrder order) throws Exception {
    List<String> entries = Look.entries(order.pool());
    if (operation.work().keeps()) {
      assertThat(entries).containsExactly(order.uid());
      assertThat(Look.size(order)).isBetween(Operation.SIZE, Operation.LARGER);
      Look.assertMarked(order);
    } else if (!entries.isEmpty()) {
      assertThat(entries).containsExactly(order.uid());
      assertFilled(operation, order);
    }
  }

  /** A new image is whole, and holds what its source holds. */
  static void assertFilled(Operation operation, ImageOrder order) throws Exception {
    Look.assertFinished(order);
    if (operation.work().fills()) {
      Look.assertMarked(order);
    }
  }

  /** What is allocated when nothing happens. */
  static long reference(Path pool, Operation operation) throws Exception {
    if (operation.work() != Work.GROW) {
      return 0;
    }
    String uid = UUID.randomUUID().toString();
    operation.prepare(pool, uid);
    operation.run(new Rig(), pool, uid);
    long allocated = Look.allocated(operation.order(pool, uid));
    Allocator.system().delete(pool, uid, PlaceIdentity.UNKNOWN, false);
    return allocated;
  }

  /**
   * Landlock's rules hold the files that a program in the sandbox may open, and the kernel drops
   * them a moment after it has ended: only then is the space of a deleted one free.
   */
  private static void assertFree(LoopFilesystem disk, long least) throws IOException {
    long deadline = System.nanoTime() + LIMIT.toNanos();
    while (free(disk) < least && System.nanoTime() < deadline) {
      LockSupport.parkNanos(MOMENT.toNanos());
    }
    assertThat(free(disk)).as("lost space").isGreaterThanOrEqualTo(least);
  }

  private static long free(LoopFilesystem disk) throws IOException {
    Shell.run("sync", "-f", disk.directory().toString());
    return Files.getFileStore(disk.directory()).getUnallocatedSpace();
  }
}
