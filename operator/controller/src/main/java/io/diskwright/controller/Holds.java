package io.diskwright.controller;

import io.diskwright.api.v1alpha1.DiskAllocation;
import io.diskwright.api.v1alpha1.Finalizers;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;

/**
 * Keeps orders, and with them the files, as long as a claim may hand them to pods: even when a
 * whole namespace is deleted at once, or somebody deletes an order by hand.
 */
final class Holds {
  private final KubernetesClient client;

  Holds(KubernetesClient client) {
    this.client = client;
  }

  /** Whether {@code order} is kept. */
  static boolean isHeld(DiskAllocation order) {
    return order.getMetadata().getFinalizers().contains(Finalizers.CLAIM);
  }

  /** Keeps {@code order}; new ones are placed so. */
  void hold(DiskAllocation order) {
    if (!isHeld(order)) {
      patch(
          order,
          """
          [{"op": "test", "path": "/metadata/resourceVersion", "value": "%s"},
           {"op": "add", "path": "/metadata/finalizers/-", "value": "%s"}]
          """
              .formatted(order.getMetadata().getResourceVersion(), Finalizers.CLAIM));
    }
  }

  /** Lets {@code order} go, as far as claims are concerned. */
  void letGo(DiskAllocation order) {
    if (isHeld(order)) {
      String path =
          "/metadata/finalizers/" + order.getMetadata().getFinalizers().indexOf(Finalizers.CLAIM);
      patch(
          order,
          """
          [{"op": "test", "path": "%1$s", "value": "%2$s"}, {"op": "remove", "path": "%1$s"}]
          """
              .formatted(path, Finalizers.CLAIM));
    }
  }

  /** Refused when the order is another by now; that is tried again with the one that is there. */
  private void patch(DiskAllocation order, String changes) {
    client.resource(order).patch(PatchContext.of(PatchType.JSON), changes);
  }
}
