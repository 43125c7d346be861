package io.diskwright.controller;

import io.diskwright.api.v1alpha1.Conditions;
import io.diskwright.api.v1alpha1.StoragePool;
import io.diskwright.api.v1alpha1.StoragePoolStatus;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.rate.RateLimited;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import java.util.List;

/** Sums up a pool's devices and arrays in its status, at most once in two seconds. */
@RateLimited(maxReconciliations = 1, within = 2)
@ControllerConfiguration(name = "storagepool", fieldManager = OperatorMain.FIELD_MANAGER)
final class StoragePoolReconciler implements Reconciler<StoragePool> {
  private final ClusterCache cluster;
  private final Wakeups wakeups;
  private final ArrayWatch arrays;
  private final Conditions conditions;
  private final StatusWriter writer;

  StoragePoolReconciler(
      ClusterCache cluster,
      Wakeups wakeups,
      ArrayWatch arrays,
      Conditions conditions,
      StatusWriter writer) {
    this.cluster = cluster;
    this.wakeups = wakeups;
    this.arrays = arrays;
    this.conditions = conditions;
    this.writer = writer;
  }

  @Override
  public List<EventSource<?, StoragePool>> prepareEventSources(
      EventSourceContext<StoragePool> context) {
    return List.of(wakeups.pools());
  }

  @Override
  public UpdateControl<StoragePool> reconcile(StoragePool pool, Context<StoragePool> context) {
    StoragePoolStatus after =
        PoolStatus.of(
            pool, cluster.devicesOf(pool.getMetadata().getName()), arrays.of(pool), conditions);
    if (!after.equals(pool.getStatus())) {
      StoragePool withStatus = new StoragePool();
      withStatus.setMetadata(
          new ObjectMetaBuilder().withName(pool.getMetadata().getName()).build());
      withStatus.setStatus(after);
      writer.write(pool, withStatus, context);
    }
    return UpdateControl.noUpdate();
  }
}
