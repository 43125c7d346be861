package io.diskwright.controller;

import io.diskwright.api.v1alpha1.AllocationResult;
import io.diskwright.api.v1alpha1.DiskAllocation;
import io.diskwright.api.v1alpha1.DiskAllocationSpec;
import io.diskwright.api.v1alpha1.VmDiskImage;
import io.diskwright.controller.ExportState.Phase;
import io.diskwright.decision.Demands;
import io.diskwright.decision.Export;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Keeps one pod for each image that is exported, and takes away what it leaves. The pod hangs on
 * nothing: neither on the agent's, nor on its upgrade, nor on an operator that runs.
 */
final class Exports {
  /** How long a daemon that ended at once, or never started, is left alone. */
  private static final Duration PAUSE = Duration.ofSeconds(30);

  private static final String ENCRYPTION = "encrypt.format";

  private final KubernetesClient client;
  private final ExportSettings settings;
  private final ExportCache cache;
  private final ClaimBook nodes;
  private final Clock clock;

  Exports(
      KubernetesClient client,
      ExportSettings settings,
      ExportCache cache,
      ClaimBook nodes,
      Clock clock) {
    this.client = client;
    this.settings = settings;
    this.cache = cache;
    this.nodes = nodes;
    this.clock = clock;
  }

  /** Whether what is ordered can be exported. */
  static boolean carry(DiskAllocationSpec order) {
    return Export.carries(order.format())
        && order.target().directory() != null
        && !order.options().containsKey(ENCRYPTION);
  }

  /** Whether {@code image} is exported, or its user wants it to be. */
  static boolean isWanted(VmDiskImage image, @Nullable PersistentVolume volume) {
    return Demands.isToBeExported(image) || Claims.isExport(volume);
  }

  /**
   * Sees to it that the image is exported.
   *
   * @return how far that is
   */
  ExportState keep(DiskAllocation order, AllocationResult made) {
    String uid = order.getMetadata().getName();
    Pod pod = cache.pod(ExportPods.EXPORT, uid);
    if (pod == null) {
      create(ExportPods.export(settings, order, Claims.file(order), made.virtualBytes()));
      return starting("");
    }
    if (pod.getMetadata().getDeletionTimestamp() != null) {
      return starting("the one before is being ended");
    }
    ExportState state = ExportState.of(pod);
    boolean atOnce = state.lived().compareTo(PAUSE) >= 0;
    if (state.phase() == Phase.Ended
        && (atOnce || state.since().plus(PAUSE).isBefore(clock.instant()))) {
      delete(pod); // another is made when it is gone
    }
    return state;
  }

  /**
   * Ends the export of the image with that UID, so that the image can be worked on.
   *
   * @return whether it has ended
   */
  boolean end(String uid) {
    Pod pod = cache.pod(ExportPods.EXPORT, uid);
    if (pod != null && pod.getMetadata().getDeletionTimestamp() == null) {
      delete(pod);
    }
    return pod == null;
  }

  /**
   * Takes the export of the image with that UID away, and what it leaves on its node.
   *
   * @param order null when it is gone
   * @return nothing when it is gone; else what to say while it is not
   */
  Optional<Publication> remove(
      String uid, @Nullable DiskAllocation order, @Nullable PersistentVolume volume) {
    Pod withdrawal = cache.pod(ExportPods.WITHDRAW, uid);
    if (order == null || !Holds.isHeld(order)) {
      forget(uid);
      return Optional.empty();
    }
    boolean exported = Claims.isExport(volume) || cache.pod(ExportPods.EXPORT, uid) != null;
    if (!exported || nodes.hostName(order.getSpec().nodeName()) == null) {
      return Optional.empty(); // never was, or its node is gone and all of it with it
    }
    if (!end(uid)) {
      return Optional.of(Publication.pending("Its export is being ended."));
    }
    if (withdrawal == null) {
      create(ExportPods.withdrawal(settings, order));
    } else if ("Succeeded".equals(phase(withdrawal))) {
      return Optional.empty();
    } else if ("Failed".equals(phase(withdrawal))) {
      delete(withdrawal); // and once more
    }
    return Optional.of(
        Publication.pending(
            "What its export left on node %s is being taken away."
                .formatted(order.getSpec().nodeName())));
  }

  /** The UIDs of all images that have pods here. */
  Set<String> images() {
    return cache.pods().stream().map(ExportCache::uid).collect(Collectors.toSet());
  }

  /** Takes away the pods of the image with that UID, which is gone. */
  void forget(String uid) {
    for (String task : new String[] {ExportPods.EXPORT, ExportPods.WITHDRAW}) {
      Pod pod = cache.pod(task, uid);
      if (pod != null && pod.getMetadata().getDeletionTimestamp() == null) {
        delete(pod);
      }
    }
  }

  private static ExportState starting(String why) {
    return new ExportState(Phase.Starting, Instant.EPOCH, Duration.ZERO, why);
  }

  private void create(Pod pod) {
    try {
      client.resource(pod).create();
    } catch (KubernetesClientException e) {
      if (e.getCode() != HttpURLConnection.HTTP_CONFLICT) {
        throw e; // else the cache is a moment behind
      }
    }
  }

  private void delete(Pod pod) {
    client.resource(pod).delete();
  }

  private static @Nullable String phase(Pod pod) {
    return pod.getStatus() == null ? null : pod.getStatus().getPhase();
  }
}
