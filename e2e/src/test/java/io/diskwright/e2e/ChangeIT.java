package io.diskwright.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.diskwright.e2e.server.AuditLog.Request;
import io.diskwright.e2e.server.ManagedProcess;
import io.diskwright.testing.LoopFilesystem;
import io.diskwright.testing.Shell;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What happens to a disk is published soon, by one write, with its reason; and nothing is written
 * while nothing happens. The writes are counted in the audit log of the API server.
 */
final class ChangeIT {
  private static final String NODE = "node-a";
  private static final Duration IDLE = Duration.ofSeconds(60);

  /** A second to wait for more of the same, and one to look. */
  private static final Duration SOON = Duration.ofSeconds(2);

  /** What a busy test machine takes longer. */
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  @Test
  void shouldPublishEachChangeByOneWriteAndNothingInBetween(@TempDir Path directory)
      throws Exception {
    try (LoopFilesystem disk = LoopFilesystem.of("xfs").make();
        Cluster cluster = Cluster.start(directory)) {
      // Given
      Path mount = disk.directory();
      cluster.addNode(NODE);
      cluster.apply(
          """
          apiVersion: diskwright.io/v1alpha1
          kind: StoragePool
          metadata: {name: default}
          spec: {targets: [{directory: {path: %s}}]}
          """
              .formatted(mount));
      ManagedProcess agent = cluster.startAgent(NODE);
      String name = cluster.awaitDevices(1).getFirst().path("metadata").path("name").asText();
      Thread.sleep(5_000);

      // When
      long before = writes(cluster);
      Thread.sleep(IDLE.toMillis());

      // Then
      assertThat(writes(cluster)).as("writes while nothing happened").isEqualTo(before);
      oneWrite(cluster, name, "ReadOnly", () -> disk.remount("ro"));
      oneWrite(cluster, name, "Probed", () -> disk.remount("rw"));
      oneWrite(
          cluster,
          name,
          "DeviceReplaced",
          () -> Shell.run("mount", "-t", "tmpfs", "none", mount.toString()));
      oneWrite(cluster, name, "Probed", () -> Shell.run("umount", mount.toString()));
      oneWrite(cluster, name, "NotMounted", () -> Shell.run("umount", mount.toString()));
      oneWrite(
          cluster,
          name,
          "Probed",
          () -> Shell.run("mount", "-o", "loop", disk.image().toString(), mount.toString()));

      long total = total(cluster, name);
      oneWrite(
          cluster,
          "the file system grown",
          () -> grow(disk),
          () -> total(cluster, name) > total + (100 << 20));

      agent.kill();
      Shell.run("umount", mount.toString());
      cluster.startAgent(NODE);
      Awaitility.await().atMost(PATIENCE).until(() -> reason(cluster, name).equals("NotMounted"));
      assertThat(cluster.list("StorageDevice")).hasSize(1);
      Shell.run("mount", "-o", "loop", disk.image().toString(), mount.toString());
      Awaitility.await().atMost(PATIENCE).until(() -> reason(cluster, name).equals("Probed"));
    }
  }

  private static void grow(LoopFilesystem disk) {
    try (RandomAccessFile image = new RandomAccessFile(disk.image().toFile(), "rw")) {
      image.setLength(1L << 30);
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
    Shell.run("losetup", "-c", disk.device());
    Shell.run("xfs_growfs", disk.directory().toString());
  }

  private static void oneWrite(Cluster cluster, String device, String reason, Runnable happening)
      throws InterruptedException {
    oneWrite(cluster, reason, happening, () -> reason(cluster, device).equals(reason));
  }

  private static void oneWrite(
      Cluster cluster,
      String what,
      Runnable happening,
      java.util.concurrent.Callable<Boolean> published)
      throws InterruptedException {
    long before = writes(cluster);
    happening.run();
    Duration waitedBefore = waitedForCpu();
    long start = System.nanoTime();
    Awaitility.await(what).atMost(PATIENCE).pollInterval(Duration.ofMillis(50)).until(published);
    Duration taken = Duration.ofNanos(System.nanoTime() - start);
    Duration waited = waitedForCpu().minus(waitedBefore);
    System.out.printf(
        "change: %s was published after %d ms, in %d of which something waited for a CPU%n",
        what, taken.toMillis(), waited.toMillis());
    Thread.sleep(3_000);
    assertThat(writes(cluster) - before).as("writes for %s", what).isEqualTo(1);
    assertThat(taken.minus(waited)).as(what).isLessThan(SOON);
  }

  /**
   * Wall-clock time in which anything that could run had to wait for a CPU, whoever it was; never
   * more than the time that passed. Documentation/accounting/psi.rst. Without it nothing is taken
   * off.
   */
  private static Duration waitedForCpu() {
    Path pressure = Path.of("/proc/pressure/cpu");
    if (!Files.isReadable(pressure)) {
      return Duration.ZERO;
    }
    String some = Shell.read(pressure).lines().findFirst().orElse("total=0");
    return Duration.of(Long.parseLong(some.replaceAll(".*total=", "")), ChronoUnit.MICROS);
  }

  private static long writes(Cluster cluster) {
    return cluster.audit().requestsOf(":" + Cluster.AGENT).stream()
        .filter(Request::isWrite)
        .filter(request -> request.resource().startsWith("storagedevices"))
        .count();
  }

  private static String reason(Cluster cluster, String name) {
    JsonNode device = cluster.get("StorageDevice", null, name);
    return device == null ? "" : Cluster.reason(device, "Ready");
  }

  private static long total(Cluster cluster, String name) {
    JsonNode device = Objects.requireNonNull(cluster.get("StorageDevice", null, name));
    return device.path("status").path("capacity").path("totalBytes").asLong();
  }
}
