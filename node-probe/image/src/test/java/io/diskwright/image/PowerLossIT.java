package io.diskwright.image;

import static io.diskwright.image.Orders.MIB;
import static org.assertj.core.api.Assertions.assertThat;

import io.diskwright.image.Operation.Work;
import io.diskwright.planner.ImageFormat;
import io.diskwright.testing.LoopFilesystem;
import io.diskwright.testing.Mounted;
import io.diskwright.testing.Requires;
import io.diskwright.testing.Shell;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * The power fails before every step of an operation, and right after the last: what the file system
 * had not written by then is lost. It is shut down without a flush of its log (XFS_IOC_GOINGDOWN,
 * ioctl_xfs_goingdown(2)), unmounted, and mounted again, which replays the log. Every third step,
 * and every ninth of filling, stands for all, unless the property {@code diskwright.crashes} is
 * {@code all}.
 */
class PowerLossIT {
  private static final int STRIDE = 3;

  @TestFactory
  Stream<DynamicTest> shouldLeaveNothingOrTheFinishedThingOnExt4() {
    return on("ext4");
  }

  @TestFactory
  Stream<DynamicTest> shouldLeaveNothingOrTheFinishedThingOnXfs() {
    return on("xfs");
  }

  private static Stream<DynamicTest> on(String type) {
    Requires.command("xfs_io");
    Requires.command("qemu-img");
    Mounted memory = Mounted.of("tmpfs", "size=600m", "none");
    LoopFilesystem disk =
        LoopFilesystem.of(type)
            .in(memory.directory())
            .bytes((type.equals("xfs") ? 320 : 64) * MIB)
            .make();
    return Operation.all().stream()
        .filter(o -> o.format() == ImageFormat.raw && !o.encrypted() || o.isTypical())
        .filter(o -> o.options().isEmpty())
        .map(o -> DynamicTest.dynamicTest(o.toString(), () -> everywhere(disk, type, o)))
        .onClose(disk::close)
        .onClose(memory::close);
  }

  private static void everywhere(LoopFilesystem disk, String type, Operation operation)
      throws Exception {
    Path pool = Files.createDirectory(disk.directory().resolve(operation.toString()));
    Shell.run("chmod", "700", pool.toString());
    long reference = Crashes.reference(pool, operation);
    int times = 0;
    int stride = Operation.ALL ? 1 : operation.work().fills() ? 3 * STRIDE : STRIDE;
    boolean stopped = true;
    for (int step = 1 + Operation.all().indexOf(operation) % stride; stopped; step += stride) {
      // Given
      String uid = UUID.randomUUID().toString();
      ImageOrder order = operation.order(pool, uid);
      operation.prepare(pool, uid);
      if (operation.work() == Work.ERASE && !operation.encrypted()) {
        Look.mark(order, Look.SECRET);
      }
      RandomBlocks slots = operation.isErasedByKeys() ? new RandomBlocks(order.file()) : null;
      Shell.run("sync", "-f", pool.toString());
      Rig rig = new Rig();

      // When
      rig.stopBefore(step);
      stopped = Crashes.stops(rig, operation, pool, uid);
      losePower(disk, type);

      // Then
      if (!stopped) {
        assertDone(operation, order);
      }
      Crashes.assertRestarts(operation, pool, uid, reference);
      if (operation.work() == Work.ERASE && type.equals("ext4")) {
        Shell.run("sync", "-f", pool.toString());
        assertThat(isOnDisk(disk.image())).as("before step " + step).isFalse();
        assertThat(slots == null ? 0 : slots.countOn(disk.image())).as("keys").isZero();
      }
      times += stopped ? 1 : 0;
    }
    System.out.printf("power loss: %s on %s: before %d steps, and after%n", operation, type, times);
    assertThat(times).isGreaterThan(3);
    Files.delete(pool);
  }

  private static void losePower(LoopFilesystem disk, String type) {
    String directory = disk.directory().toString();
    Shell.run("xfs_io", "-x", "-c", "shutdown", directory);
    Shell.run("umount", directory);
    Shell.run("mount", "-t", type, "-o", "loop", disk.image().toString(), directory);
  }

  /** What was reported as done outlasts it. */
  private static void assertDone(Operation operation, ImageOrder order) throws Exception {
    switch (operation.work()) {
      case MAKE, FILL, CONVERT, UNPACK -> Crashes.assertFilled(operation, order);
      case REPAIR -> {
        Look.assertFinished(order);
        Look.assertMarked(order);
      }
      case GROW -> {
        Look.assertFinished(order.withSize(Operation.LARGER));
        Look.assertMarked(order);
      }
      case DELETE, ERASE -> assertThat(Look.entries(order.pool())).isEmpty();
    }
  }

  /** Whether what was written to the image is anywhere on the device. */
  private static boolean isOnDisk(Path device) throws IOException {
    byte[] block = new byte[1024]; // no file system here has smaller ones
    byte[] marked = new byte[block.length];
    Arrays.fill(marked, (byte) Look.SECRET);
    try (InputStream in = new java.io.BufferedInputStream(Files.newInputStream(device), 1 << 20)) {
      while (in.readNBytes(block, 0, block.length) == block.length) {
        if (Arrays.equals(block, marked)) {
          return true;
        }
      }
    }
    return false;
  }
}
