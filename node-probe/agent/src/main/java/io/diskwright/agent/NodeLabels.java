package io.diskwright.agent;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;

/** The labels of this node, asked for at most once in five minutes. */
final class NodeLabels {
  private static final Duration KEPT = Duration.ofMinutes(5);

  private final KubernetesClient client;
  private final String nodeName;
  private final Clock clock;
  private Map<String, String> labels = Map.of();
  private Instant until = Instant.MIN;

  NodeLabels(KubernetesClient client, String nodeName, Clock clock) {
    this.client = client;
    this.nodeName = nodeName;
    this.clock = clock;
  }

  /** The labels; of a node that has no Node object, the one every kubelet sets. */
  synchronized Map<String, String> get() {
    if (!clock.instant().isBefore(until)) {
      Node node = client.nodes().withName(nodeName).get();
      if (node == null) {
        return Map.of("kubernetes.io/hostname", nodeName); // and ask again next time
      }
      labels = Map.copyOf(Objects.requireNonNullElse(node.getMetadata().getLabels(), Map.of()));
      until = clock.instant().plus(KEPT);
    }
    return labels;
  }
}
