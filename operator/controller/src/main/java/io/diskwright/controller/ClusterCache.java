package io.diskwright.controller;

import io.diskwright.api.v1alpha1.DiskAllocation;
import io.diskwright.api.v1alpha1.StorageDevice;
import io.diskwright.api.v1alpha1.StoragePool;
import io.diskwright.api.v1alpha1.VmDiskClass;
import io.diskwright.decision.Classes;
import io.diskwright.decision.Facts;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Devices, pools, classes and orders as the API server last told us, but for what is on nodes that
 * are lost: one informer each, shared by every reconciler.
 */
final class ClusterCache implements AutoCloseable {
  private static final String BY_POOL = "pool";
  private static final String BY_UID = "uid";
  private static final String BY_NODE = "node";

  private final SharedIndexInformer<StorageDevice> devices;
  private final SharedIndexInformer<StoragePool> pools;
  private final SharedIndexInformer<VmDiskClass> classes;
  private final SharedIndexInformer<DiskAllocation> orders;

  private final LostNodes lostNodes;

  ClusterCache(KubernetesClient client, LostNodes lostNodes) {
    this.lostNodes = lostNodes;
    devices = client.resources(StorageDevice.class).runnableInformer(0);
    devices.addIndexers(Map.of(BY_POOL, device -> List.of(Facts.poolOf(device))));
    pools = client.resources(StoragePool.class).runnableInformer(0);
    classes = client.resources(VmDiskClass.class).runnableInformer(0);
    orders = client.resources(DiskAllocation.class).inAnyNamespace().runnableInformer(0);
    orders.addIndexers(
        Map.of(
            BY_UID,
            order -> List.of(order.getMetadata().getName()),
            BY_NODE,
            order -> List.of(order.getSpec().nodeName())));
    for (SharedIndexInformer<?> informer : List.of(devices, pools, classes, orders)) {
      // A first list that fails ends the process; later troubles are outlived.
      informer.exceptionHandler((running, error) -> running);
    }
  }

  /** Hears of every change; call before {@link #start}. */
  void listen(
      ResourceEventHandler<StorageDevice> deviceChanges,
      ResourceEventHandler<StoragePool> poolChanges,
      ResourceEventHandler<VmDiskClass> classChanges,
      ResourceEventHandler<DiskAllocation> orderChanges) {
    devices.addEventHandler(deviceChanges);
    pools.addEventHandler(poolChanges);
    classes.addEventHandler(classChanges);
    orders.addEventHandler(orderChanges);
  }

  /**
   * Lists, then watches.
   *
   * @throws java.util.concurrent.CompletionException when a first list fails
   */
  void start() {
    CompletableFuture.allOf(
            devices.start().toCompletableFuture(),
            pools.start().toCompletableFuture(),
            classes.start().toCompletableFuture(),
            orders.start().toCompletableFuture())
        .join();
  }

  /** What has not been listed yet, in words. */
  List<String> missing() {
    List<String> missing = new ArrayList<>();
    for (SharedIndexInformer<?> informer : List.of(devices, pools, classes, orders)) {
      if (!informer.hasSynced()) {
        missing.add(informer.getApiTypeClass().getSimpleName() + " not listed yet");
      }
    }
    return missing;
  }

  Collection<StorageDevice> devices() {
    return lostNodes.marked(devices.getStore().list());
  }

  Collection<StorageDevice> devicesOf(String pool) {
    return lostNodes.marked(devices.getIndexer().byIndex(BY_POOL, pool));
  }

  Collection<StoragePool> pools() {
    return pools.getStore().list();
  }

  Classes classes() {
    return Classes.of(classes.getStore().list());
  }

  /** The order for {@code image}, or null. */
  @Nullable DiskAllocation order(HasMetadata image) {
    DiskAllocation order =
        orders
            .getStore()
            .getByKey(image.getMetadata().getNamespace() + "/" + image.getMetadata().getUid());
    return order == null ? null : lostNodes.marked(order);
  }

  Collection<DiskAllocation> orders() {
    return orders.getStore().list();
  }

  /** The orders to a node. */
  Collection<DiskAllocation> ordersTo(String node) {
    return orders.getIndexer().byIndex(BY_NODE, node);
  }

  /** Every node that an order or a device is of. */
  Collection<String> nodes() {
    Set<String> nodes = new HashSet<>();
    orders.getStore().list().forEach(order -> nodes.add(order.getSpec().nodeName()));
    devices.getStore().list().stream()
        .map(StorageDevice::getStatus)
        .filter(Objects::nonNull)
        .forEach(status -> nodes.add(status.nodeName()));
    return nodes;
  }

  /** Whether there is an order for an image of that UID, in whatever namespace. */
  boolean isOrdered(String uid) {
    return !orders.getIndexer().byIndex(BY_UID, uid).isEmpty();
  }

  @Override
  public void close() {
    devices.stop();
    pools.stop();
    classes.stop();
    orders.stop();
  }
}
