package io.diskwright.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.diskwright.e2e.server.ManagedProcess;
import io.diskwright.testing.LoopFilesystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** SIGKILL while an image is being written: afterwards there is nothing, or a finished image. */
final class KilledAgentIT {

  private static final String NODE = "node-a";
  private static final long SIZE = 1L << 30;

  /** Milliseconds from the first sign of work to the kill. */
  private static final long[] DELAYS = {0, 30, 200, 500, 900};

  @Test
  void shouldLeaveNothingOrAFinishedImageWhenKilled(@TempDir Path directory) throws Exception {
    try (var filesystem = LoopFilesystem.of("ext4").bytes(4L << 30).make();
        var cluster = Cluster.start(directory)) {
      // Given
      Path pool = filesystem.directory().resolve("pool");
      String uid = UUID.randomUUID().toString();
      Path temporary = pool.resolve("." + uid + ".tmp");
      Path finished = pool.resolve(uid);
      cluster.addNode(NODE);
      cluster.apply(
          """
          apiVersion: diskwright.io/v1alpha1
          kind: StoragePool
          metadata: {name: default}
          spec: {targets: [{directory: {path: %s}}]}
          """
              .formatted(pool));
      ManagedProcess agent = cluster.startAgent(NODE);
      cluster.apply(order(uid, cluster.awaitDevices(1).getFirst()));

      // When
      int killedInTheMiddle = 0;
      for (long delay : DELAYS) {
        cluster.awaitTrue("work begins", () -> Files.exists(temporary) || Files.exists(finished));
        Thread.sleep(delay);
        agent.kill();
        killedInTheMiddle += Files.exists(finished) ? 0 : 1;

        // Then
        assertNothingOrFinished(finished);
        agent = cluster.startAgent(NODE);
      }
      assertThat(killedInTheMiddle).isGreaterThanOrEqualTo(2);
      JsonNode made =
          cluster.await(
              "DiskAllocation",
              "default",
              uid,
              order -> Cluster.condition(order, "Allocated").equals("True"));
      assertNothingOrFinished(finished);
      assertThat(made.path("status").path("allocation").path("path").asText())
          .isEqualTo(finished.resolve("disk.img").toString());
      try (Stream<Path> entries = Files.list(pool)) {
        assertThat(entries)
            .containsExactlyInAnyOrder(finished, pool.resolve(".diskwright-identity"));
      }
    }
  }

  private static void assertNothingOrFinished(Path finished) {
    if (Files.exists(finished)) {
      ImageFile image = new ImageFile(finished.resolve("disk.img"));
      assertThat(image.info("raw").path("virtual-size").asLong()).isEqualTo(SIZE);
      assertThat(image.allocatedBytes()).isGreaterThanOrEqualTo(SIZE);
    }
  }

  private static String order(String uid, JsonNode device) {
    return """
    apiVersion: diskwright.io/v1alpha1
    kind: DiskAllocation
    metadata: {name: %1$s, namespace: default}
    spec:
      image: {name: big, uid: %1$s}
      nodeName: %2$s
      device: %3$s
      target: %4$s
      identity: %5$s
      size: 1Gi
      policy: Preallocated
      format: raw
      options: {preallocation: full}
      security: "Off"
      deletionPolicy: Delete
    """
        .formatted(
            uid,
            NODE,
            device.path("metadata").path("name").asText(),
            device.path("status").path("target"),
            device.path("status").path("identity"));
  }
}
