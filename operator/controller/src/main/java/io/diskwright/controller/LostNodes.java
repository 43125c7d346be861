package io.diskwright.controller;

import io.diskwright.api.v1alpha1.ConditionTypes;
import io.diskwright.api.v1alpha1.Conditions;
import io.diskwright.api.v1alpha1.Conditions.ConditionStatus;
import io.diskwright.api.v1alpha1.DiskAllocation;
import io.diskwright.api.v1alpha1.DiskAllocationStatus;
import io.diskwright.api.v1alpha1.Reasons;
import io.diskwright.api.v1alpha1.StorageDevice;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Which nodes are lost: those whose kubelet no longer renews the node's Lease, as it does every ten
 * seconds.
 *
 * <p>How long a Lease has stood still is told by our own clock alone, never by the time written in
 * it, and only for as long as we have been looking: while the API server was away, kubelets could
 * not renew either.
 */
final class LostNodes {
  /** How long a Lease may stand still; a little less than four of the kubelet's periods. */
  static final Duration LIMIT = Duration.ofSeconds(38);

  /** After a longer pause between two looks everything begins anew. */
  static final Duration PAUSE = Duration.ofSeconds(25);

  private record Beat(String renewed, long since) {}

  private final Conditions conditions;
  private final Map<String, Beat> beats = new HashMap<>();
  private volatile Set<String> lost = Set.of();
  private long lookedAt;

  LostNodes(Conditions conditions) {
    this.conditions = conditions;
  }

  /**
   * Takes in what was seen.
   *
   * @param renewals by node: anything that changes when its Lease is renewed. Where there is no
   *     Lease at all, nothing is said of any node
   * @param used nodes that matter; one without a Lease counts as one that does not renew it
   * @param nanos {@link System#nanoTime}
   * @return the nodes of which something else is said now
   */
  synchronized Set<String> observe(
      Map<String, String> renewals, Collection<String> used, long nanos) {
    boolean paused = nanos - lookedAt > PAUSE.toNanos();
    lookedAt = nanos;
    Set<String> all = new HashSet<>(renewals.keySet());
    if (!renewals.isEmpty()) {
      all.addAll(used);
    }
    beats.keySet().retainAll(all);
    Set<String> after = new HashSet<>();
    for (String node : all) {
      Beat before = beats.get(node);
      String renewed = renewals.getOrDefault(node, before == null ? "" : before.renewed());
      boolean stands = before != null && before.renewed().equals(renewed);
      long since = before != null && stands && !paused ? before.since() : nanos;
      beats.put(node, new Beat(renewed, since));
      boolean late = nanos - since >= LIMIT.toNanos();
      // What was lost stays so until it is heard of again, whether we looked meanwhile or not.
      if (late || (stands && lost.contains(node))) {
        after.add(node);
      }
    }
    Set<String> changed = new HashSet<>(after);
    changed.addAll(lost);
    changed.removeIf(node -> after.contains(node) && lost.contains(node));
    lost = Set.copyOf(after);
    return changed;
  }

  /** The devices, those of lost nodes not ready. */
  Collection<StorageDevice> marked(Collection<StorageDevice> devices) {
    return lost.isEmpty() ? devices : devices.stream().map(this::marked).toList();
  }

  /** The order, of which nobody can say how it stands when its node is lost. */
  DiskAllocation marked(DiskAllocation order) {
    String node = order.getSpec().nodeName();
    if (!lost.contains(node)) {
      return order;
    }
    DiskAllocationStatus status =
        Objects.requireNonNullElse(
            order.getStatus(), new DiskAllocationStatus(null, null, null, null));
    DiskAllocation copy = new DiskAllocation();
    copy.setMetadata(order.getMetadata());
    copy.setSpec(order.getSpec());
    copy.setStatus(
        new DiskAllocationStatus(
            status.observedGeneration(),
            status.allocation(),
            status.progress(),
            conditions.set(
                status.conditions(),
                ConditionTypes.ALLOCATED,
                ConditionStatus.Unknown,
                Reasons.Allocated.NodeLost.name(),
                ("Node %s does not renew its Lease: it is down, cut off or gone, and nobody can say"
                        + " how the image is. It is looked at again when the node is back. If it"
                        + " will not come back, delete the Node and the VmDiskImage: the image is"
                        + " then let go without its node.")
                    .formatted(node),
                status.observedGeneration())));
    return copy;
  }

  private StorageDevice marked(StorageDevice device) {
    if (device.getStatus() == null || !lost.contains(device.getStatus().nodeName())) {
      return device;
    }
    StorageDevice copy = new StorageDevice();
    copy.setMetadata(device.getMetadata());
    copy.setStatus(
        device
            .getStatus()
            .with(
                conditions.set(
                    Objects.requireNonNullElse(device.getStatus().conditions(), List.of()),
                    ConditionTypes.READY,
                    ConditionStatus.Unknown,
                    Reasons.Allocated.NodeLost.name(),
                    "node %s does not renew its Lease".formatted(device.getStatus().nodeName()),
                    null)));
    return copy;
  }
}
