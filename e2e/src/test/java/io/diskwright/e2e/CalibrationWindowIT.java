package io.diskwright.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.diskwright.testing.LoopFilesystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The agent measures a device in the window its pool names, and decisions go by it then. */
final class CalibrationWindowIT {
  private static final String NODE = "node-a";
  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm");

  /** The window ends on a whole minute, up to one earlier. */
  private static final Duration WINDOW = Duration.ofSeconds(130);

  private static final Duration LIMIT = Duration.ofMinutes(4);

  @Test
  void shouldMeasureInTheWindowAndDecideByIt(@TempDir Path directory) throws Exception {
    try (var filesystem = LoopFilesystem.of("ext4").bytes(3L << 30).make();
        var cluster = Cluster.start(directory)) {
      // Given
      Path pool = filesystem.directory().resolve("pool");
      OffsetDateTime now = OffsetDateTime.now(ZoneOffset.UTC);
      cluster.addNode(NODE);
      cluster.apply(
          """
          apiVersion: diskwright.io/v1alpha1
          kind: StoragePool
          metadata: {name: default}
          spec:
            targets: [{directory: {path: %s}}]
            calibration: {from: "%s", until: "%s"}
          """
              .formatted(pool, now.format(TIME), now.plus(WINDOW).format(TIME)));
      cluster.startOperator();
      cluster.startAgent(NODE);
      String device = cluster.awaitDevices(1).getFirst().at("/metadata/name").asText();

      // When
      JsonNode measured =
          Awaitility.await()
              .atMost(LIMIT)
              .pollInterval(Duration.ofSeconds(1))
              .until(
                  () -> cluster.get("StorageDevice", null, device),
                  one -> Cluster.condition(one, "Calibrated").equals("True"));

      // Then
      assertThat(measured.at("/status/measurements").size()).isGreaterThan(3);
      assertThat(measured.at("/status/measurements/date").asText()).isNotEmpty();
      cluster.apply(Images.image("decided", "size: 64Mi"));
      JsonNode image =
          cluster.await(
              "VmDiskImage",
              "default",
              "decided",
              one -> Cluster.condition(one, "Ready").equals("True"));
      assertThat(image.at("/status/decision/expected/confidence").asText()).isEqualTo("Calibrated");
      try (Stream<Path> entries = Files.list(pool)) {
        assertThat(entries.map(entry -> entry.getFileName().toString()))
            .containsExactlyInAnyOrder(
                ".diskwright-identity",
                ".diskwright-measurements",
                image.at("/metadata/uid").asText());
      }
    }
  }
}
