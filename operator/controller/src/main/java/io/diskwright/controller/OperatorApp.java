package io.diskwright.controller;

import io.diskwright.api.v1alpha1.ArrayInterface;
import io.diskwright.api.v1alpha1.Conditions;
import io.diskwright.arrays.ArrayClient;
import io.diskwright.arrays.smis.SmisClient;
import io.diskwright.arrays.swordfish.SwordfishClient;
import io.diskwright.decision.Decider;
import io.diskwright.planner.Abilities;
import io.diskwright.planner.Planner;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.Operator;
import io.javaoperatorsdk.operator.api.config.LeaderElectionConfiguration;
import io.javaoperatorsdk.operator.monitoring.micrometer.MicrometerMetrics;
import io.javaoperatorsdk.operator.processing.retry.GenericRetry;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The operator, wired by hand. */
final class OperatorApp implements AutoCloseable {
  /** How long a dead leader's lease is waited for; each second less costs writes all day. */
  private static final Duration LEASE = Duration.ofSeconds(30);

  private static final Duration LEASE_RENEWAL = Duration.ofSeconds(20);
  private static final Duration LEASE_RETRY = Duration.ofSeconds(5);

  private final ClusterCache cluster;
  private final ClaimCache claims;
  private final @Nullable ExportCache exportPods;
  private final Orphans orphans;
  private final ArrayWatch arrays;
  private final NodeLeases leases;
  private final Wakeups wakeups = new Wakeups();
  private final ClusterMetrics metrics;
  private final Operator operator;
  private volatile boolean started;

  OperatorApp(
      KubernetesClient client,
      OperatorSettings settings,
      MeterRegistry registry,
      StatusWriter writer,
      Clock clock) {
    Conditions conditions = new Conditions(clock);
    LostNodes lost = new LostNodes(conditions);
    cluster = new ClusterCache(client, lost);
    leases =
        new NodeLeases(client, lost, cluster::nodes, nodes -> wakeups.wakeNodes(cluster, nodes));
    claims = new ClaimCache(client, wakeups::wakeImage);
    Holds holds = new Holds(client);
    ClaimBook book = new ClaimBook(client, writer, clock);
    ExportSettings export = settings.export();
    Exports exports = null;
    if (export != null) {
      exportPods = new ExportCache(client, export.namespace(), wakeups::wakeImage);
      exports = new Exports(client, export, exportPods, book, clock);
    } else {
      exportPods = null;
    }
    orphans = new Orphans(cluster, claims, wakeups, book, holds, exports);
    metrics = new ClusterMetrics(registry, clock);
    arrays =
        new ArrayWatch(
            new ArraySecrets(client, settings.leaseNamespace())::read,
            OperatorApp::client,
            wakeups::wakePool);
    wakeups.listenTo(cluster, arrays::forget);
    operator =
        new Operator(
            o -> {
              o.withKubernetesClient(client)
                  .withCloseClientOnStop(false)
                  .withConcurrentReconciliationThreads(settings.workers())
                  .withMetrics(MicrometerMetrics.withoutPerResourceMetrics(registry))
                  .withReconciliationTerminationTimeout(Duration.ofSeconds(5))
                  .withUseSSAToPatchPrimaryResource(writer.appliesOnServer());
              if (settings.leaderElection()) {
                o.withLeaderElectionConfiguration(
                    new LeaderElectionConfiguration(
                        OperatorMain.FIELD_MANAGER,
                        settings.leaseNamespace(),
                        LEASE,
                        LEASE_RENEWAL,
                        LEASE_RETRY,
                        settings.instance(),
                        null,
                        true));
              }
            });
    operator.register(
        new VmDiskImageReconciler(
            cluster,
            wakeups,
            new ImagePlanner(new Decider(new Planner(Abilities.CLUSTER)), new CapacityLedger()),
            new StatusFold(conditions),
            new OrderBook(client, clock),
            new ImageKeys(new ImageSecrets(client)),
            new Publisher(
                claims, book, holds, exports == null ? null : new ExportPublisher(exports, book)),
            holds,
            writer,
            new Announcer(client, clock, settings.instance()),
            new OperatorMetrics(registry)),
        o -> o.withRetry(retry()));
    operator.register(
        new StoragePoolReconciler(cluster, wakeups, arrays, conditions, writer),
        o -> o.withRetry(retry()));
    operator.register(
        new VmDiskClassReconciler(cluster, wakeups, conditions, writer), o -> o.withRetry(retry()));
  }

  /** Fills the caches, then works; returns when both go on by themselves. */
  void start() {
    cluster.start();
    claims.start();
    if (exportPods != null) {
      exportPods.start();
    }
    operator.start();
    orphans.start();
    leases.start();
    started = true;
  }

  /** What is missing before it can do its work, in words. */
  List<String> missing() {
    List<String> missing =
        Stream.of(
                cluster.missing(),
                claims.missing(),
                exportPods == null ? List.<String>of() : exportPods.missing())
            .flatMap(List::stream)
            .toList();
    return missing.isEmpty() && !started ? List.of("controllers not started yet") : missing;
  }

  /** Brings up to date what is known of images and pools. */
  void measure() {
    metrics.show(wakeups.known(), cluster.pools());
  }

  @Override
  public void close() {
    leases.close();
    orphans.close();
    operator.stop();
    arrays.close();
    if (exportPods != null) {
      exportPods.close();
    }
    claims.close();
    cluster.close();
  }

  private static ArrayClient client(ArrayInterface kind) {
    return switch (kind) {
      case SmiS -> new SmisClient();
      case Swordfish -> new SwordfishClient();
    };
  }

  /** Again and again, at growing intervals of up to a minute: nothing is given up on. */
  private static GenericRetry retry() {
    return new GenericRetry()
        .setInitialInterval(Duration.ofMillis(500))
        .setIntervalMultiplier(2)
        .setMaxInterval(Duration.ofMinutes(1).toMillis())
        .withoutMaxAttempts();
  }
}
