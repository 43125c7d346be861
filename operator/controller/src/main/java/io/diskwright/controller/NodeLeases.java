package io.diskwright.controller;

import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at the Leases of all nodes every ten seconds. A watch would bring every renewal of every
 * node; a list that may be a moment old costs the API server nothing but its cache.
 */
final class NodeLeases implements AutoCloseable {
  /** Where kubelets keep the Lease of their node, under the node's name. */
  static final String NAMESPACE = "kube-node-lease";

  private static final Logger log = LoggerFactory.getLogger(NodeLeases.class);
  private static final Duration PERIOD = Duration.ofSeconds(10);

  private final KubernetesClient client;
  private final LostNodes lost;
  private final Supplier<Collection<String>> used;
  private final Consumer<Set<String>> changed;
  private final ScheduledThreadPoolExecutor timer =
      new ScheduledThreadPoolExecutor(1, Thread.ofPlatform().name("leases").daemon().factory());
  private boolean failing;

  /**
   * Does nothing yet.
   *
   * @param used nodes that matter
   * @param changed hears of nodes that were lost, or are back
   */
  NodeLeases(
      KubernetesClient client,
      LostNodes lost,
      Supplier<Collection<String>> used,
      Consumer<Set<String>> changed) {
    this.client = client;
    this.lost = lost;
    this.used = used;
    this.changed = changed;
  }

  void start() {
    Future<?> unused =
        timer.scheduleAtFixedRate(this::look, 0, PERIOD.toMillis(), TimeUnit.MILLISECONDS);
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }

  private void look() {
    try {
      Set<String> others = lost.observe(renewals(), used.get(), System.nanoTime());
      failing = false;
      if (!others.isEmpty()) {
        log.atInfo()
            .setMessage("Nodes were lost, or are back")
            .addKeyValue("nodes", String.join(", ", others))
            .log();
        changed.accept(others);
      }
    } catch (RuntimeException e) {
      if (!failing) { // once, not every ten seconds
        failing = true;
        log.atWarn().setMessage("Cannot tell which nodes are lost; trying again").setCause(e).log();
      }
    }
  }

  private Map<String, String> renewals() {
    Map<String, String> renewals = new HashMap<>();
    for (Lease lease :
        client
            .leases()
            .inNamespace(NAMESPACE)
            .list(new ListOptionsBuilder().withResourceVersion("0").build())
            .getItems()) {
      renewals.put(lease.getMetadata().getName(), lease.getMetadata().getResourceVersion());
    }
    return renewals;
  }
}
