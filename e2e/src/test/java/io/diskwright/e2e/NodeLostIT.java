package io.diskwright.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.diskwright.e2e.server.ManagedProcess;
import io.diskwright.testing.LoopFilesystem;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A node whose kubelet no longer renews its Lease, and which comes back; kubelets are played. */
final class NodeLostIT {
  private static final String STAYS = "node-stays";
  private static final String FAILS = "node-fails";
  private static final Duration RENEWAL = Duration.ofSeconds(10);

  /** From the last renewal to the condition; what is promised. */
  private static final Duration PROMISED = Duration.ofSeconds(60);

  private final Set<String> alive = ConcurrentHashMap.newKeySet();
  private final Map<String, Instant> renewed = new ConcurrentHashMap<>();

  @Test
  void shouldSayWhichImagesNobodyCanTellOfUntilTheirNodeIsBack(@TempDir Path directory)
      throws Exception {
    try (var filesystem = LoopFilesystem.of("ext4").bytes(1L << 30).make();
        var cluster = Cluster.start(directory);
        var kubelets = Executors.newSingleThreadScheduledExecutor()) {
      // Given
      ManagedProcess failing = start(cluster, kubelets, filesystem.directory());
      for (String node : Set.of(STAYS, FAILS)) {
        cluster.apply(image("on-" + node, node));
        awaitReady(cluster, "on-" + node);
      }
      Path file = Path.of(path(cluster));
      Object inode = Files.getAttribute(file, "unix:ino");

      // When
      alive.remove(FAILS);
      failing.kill();

      // Then
      JsonNode lost =
          cluster.await(
              "VmDiskImage",
              "default",
              "on-" + FAILS,
              image -> Cluster.reason(image, "Allocated").equals("NodeLost"));
      assertThat(Duration.between(renewed.get(FAILS), Instant.now())).isLessThan(PROMISED);
      assertThat(Cluster.condition(lost, "Allocated")).isEqualTo("Unknown");
      assertThat(Cluster.condition(lost, "Ready")).isEqualTo("Unknown");
      assertThat(Cluster.message(lost, "Ready")).contains(FAILS, "does not renew its Lease");
      assertThat(Cluster.condition(lost, "Published")).isEqualTo("True");
      assertThat(Cluster.condition(ready(cluster, STAYS), "Ready")).isEqualTo("True");

      // Nothing new is placed there.
      cluster.apply(image("late", FAILS));
      JsonNode late =
          cluster.await(
              "VmDiskImage",
              "default",
              "late",
              image -> Cluster.condition(image, "Planned").equals("False"));
      assertThat(Cluster.message(late, "Planned")).contains("does not renew its Lease");

      // And when it is back, everything is as it was.
      alive.add(FAILS);
      cluster.startAgent(FAILS);
      awaitReady(cluster, "on-" + FAILS);
      awaitReady(cluster, "late");
      assertThat(Path.of(path(cluster))).isEqualTo(file);
      assertThat(Files.getAttribute(file, "unix:ino")).isEqualTo(inode);
    }
  }

  private ManagedProcess start(
      Cluster cluster, ScheduledExecutorService kubelets, Path filesystem) {
    for (String node : Set.of(STAYS, FAILS)) {
      cluster.addNode(node);
      cluster.apply(
          """
          apiVersion: diskwright.io/v1alpha1
          kind: StoragePool
          metadata: {name: %1$s}
          spec:
            nodeSelector: {matchLabels: {kubernetes.io/hostname: %1$s}}
            targets: [{directory: {path: %2$s/%1$s}}]
          """
              .formatted(node, filesystem));
      alive.add(node);
    }
    var unused =
        kubelets.scheduleAtFixedRate(
            () -> alive.forEach(node -> renew(cluster, node)),
            0,
            RENEWAL.toSeconds(),
            TimeUnit.SECONDS);
    cluster.startOperator();
    cluster.startAgent(STAYS);
    ManagedProcess failing = cluster.startAgent(FAILS);
    cluster.awaitDevices(2);
    return failing;
  }

  private void renew(Cluster cluster, String node) {
    cluster
        .admin()
        .resource(
            new LeaseBuilder()
                .withNewMetadata()
                .withName(node)
                .withNamespace("kube-node-lease")
                .endMetadata()
                .withNewSpec()
                .withHolderIdentity(node)
                .withRenewTime(ZonedDateTime.now(ZoneOffset.UTC))
                .endSpec()
                .build())
        .forceConflicts()
        .serverSideApply();
    renewed.put(node, Instant.now());
  }

  private static JsonNode ready(Cluster cluster, String node) {
    return Objects.requireNonNull(cluster.get("VmDiskImage", "default", "on-" + node));
  }

  private static void awaitReady(Cluster cluster, String name) {
    cluster.await(
        "VmDiskImage", "default", name, image -> Cluster.condition(image, "Ready").equals("True"));
  }

  private static String path(Cluster cluster) {
    return ready(cluster, FAILS).path("status").path("allocation").path("path").asText();
  }

  private static String image(String name, String node) {
    return Images.image(name, "size: 16Mi, formats: [raw], placement: {node: %s}".formatted(node));
  }
}
