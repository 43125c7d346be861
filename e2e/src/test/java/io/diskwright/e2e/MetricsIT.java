package io.diskwright.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.diskwright.e2e.server.ManagedProcess;
import io.diskwright.testing.LoopFilesystem;
import io.diskwright.testing.Requires;
import io.diskwright.testing.Shell;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What operator and agent tell of themselves, after a day in short: and who reads it. */
final class MetricsIT {
  private static final Path DASHBOARD = Project.path("deploy/kustomize/monitoring/diskwright.json");
  private static final Pattern PORT = Pattern.compile("httpPort=\"?(\\d+)");
  private static final Pattern NAME = Pattern.compile("\\b(?:diskwright|jvm)_[a-z_]+");

  private static final Pattern REASON = Pattern.compile("diskwright_images\\{reason=\"\\w+\"}");

  /** Of what Prometheus makes itself. */
  private static final Set<String> ALWAYS = Set.of("up");

  @Test
  void shouldHaveEveryMetricThatDashboardAndAlertsAskFor(@TempDir Path directory) throws Exception {
    Requires.command("qemu-img");
    try (var filesystem = LoopFilesystem.of("ext4").bytes(2L << 30).make();
        var cluster = Cluster.start(directory)) {
      // Given
      cluster.addNode("node-a");
      cluster.apply(pool(filesystem.directory().resolve("pool")));
      ManagedProcess operator = cluster.startOperator();
      ManagedProcess agent = cluster.startAgent("node-a", "--verify-seconds=1");
      cluster.awaitDevices(1);
      cluster.apply(Images.image("kept", "size: 64Mi, tradeoffs: {performance: 100}"));
      cluster.apply(Images.image("lost", "size: 64Mi, tradeoffs: {performance: 100}"));
      cluster.apply(Images.image("gone", "size: 64Mi"));
      cluster.apply(Images.image("too-large", "size: 64Gi, tradeoffs: {performance: 100}"));
      JsonNode lost = await(cluster, "lost", "Ready");
      await(cluster, "kept", "Ready");
      await(cluster, "gone", "Ready");
      await(cluster, "too-large", "InsufficientCapacity");

      // When
      Files.delete(Path.of(lost.at("/status/allocation/path").asText()));
      cluster.kubectl("delete", "vmdi", "gone", "--timeout=60s");
      await(cluster, "lost", "Drifted");

      // Then
      cluster.awaitTrue(
          "the operator counts what is lost",
          () -> scrape(operator).contains("diskwright_images{reason=\"Drifted\"} 1.0"));
      String ofOperator = scrape(operator);
      String ofAgent = scrape(agent);
      assertThat(ofOperator)
          .contains("diskwright_images{reason=\"Ready\"} 1.0")
          .contains("diskwright_images{reason=\"InsufficientCapacity\"} 1.0")
          .contains("kind=\"VmDiskImage\",outcome=\"Done\",what=\"status\"")
          .containsPattern(
              "diskwright_decisions_total\\{format=\"raw\",policy=\"Preallocated\",reason=\"Decided\"} [23]");
      assertThat(ofAgent)
          .contains("diskwright_drift_total{kind=\"Missing\"} 1.0")
          .containsPattern(
              "diskwright_allocation_bytes_total\\{format=\"raw\",phase=\"Make\",policy=\"Preallocated\"} [12][.]")
          .containsPattern("diskwright_allocation_seconds_count\\{.*phase=\"Delete\".*} 1")
          .containsPattern(
              "diskwright_device_capability\\{capability=\"Cloning\",device=\".*\",pool=\"default\",state=\"Absent\"} 1.0");
      assertThat(bySize(ofOperator + ofAgent))
          .as("series of each metric of ours")
          .allSatisfy(count -> assertThat(count).isLessThan(60));
      Set<String> there = names(ofOperator + ofAgent);
      for (String query : queries()) {
        assertThat(there).as(query).containsAll(names(query));
        REASON
            .matcher(query)
            .results()
            .forEach(one -> assertThat(ofOperator).contains(one.group()));
      }
    }
  }

  private static List<String> queries() throws IOException {
    List<String> queries = new ArrayList<>();
    for (JsonNode panel : new ObjectMapper().readTree(Shell.read(DASHBOARD)).path("panels")) {
      assertThat(panel.path("targets")).as(panel.path("title").asText()).isNotEmpty();
      panel.path("targets").forEach(target -> queries.add(target.path("expr").asText()));
    }
    Alerts.all().forEach(alert -> queries.add(alert.path("expr").asText()));
    Shell.read(Project.path("README.md"))
        .lines()
        .filter(line -> line.startsWith("| `diskwright_"))
        .forEach(queries::add);
    assertThat(queries)
        .hasSizeGreaterThan(40)
        .allMatch(query -> !names(query).isEmpty() || ALWAYS.stream().anyMatch(query::contains));
    return queries;
  }

  private static Set<String> names(String text) {
    return text.lines()
        .filter(line -> !line.startsWith("#"))
        .flatMap(line -> NAME.matcher(line).results())
        .map(found -> found.group())
        // A timer, as people call it.
        .map(name -> name.replaceFirst("_seconds_(count|sum|max)$", "_seconds"))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static List<Long> bySize(String text) {
    return List.copyOf(
        text.lines()
            .filter(line -> line.startsWith("diskwright_"))
            .collect(Collectors.groupingBy(line -> line.split("[{ ]")[0], Collectors.counting()))
            .values());
  }

  private static String scrape(ManagedProcess process) throws Exception {
    Matcher port = PORT.matcher(Shell.read(process.log()));
    assertThat(port.find()).as("a port in %s", process.logTail()).isTrue();
    URI uri = URI.create("http://127.0.0.1:" + port.group(1) + "/metrics");
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client
          .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
          .body();
    }
  }

  private static JsonNode await(Cluster cluster, String name, String reason) {
    return cluster.await(
        "VmDiskImage", "default", name, one -> Cluster.reason(one, "Ready").equals(reason));
  }

  private static String pool(Path directory) {
    return """
        apiVersion: diskwright.io/v1alpha1
        kind: StoragePool
        metadata: {name: default}
        spec: {targets: [{directory: {path: %s}}]}
        """
        .formatted(directory);
  }
}
