package io.diskwright.agent;

import io.diskwright.api.v1alpha1.DiskAllocation;
import io.diskwright.api.v1alpha1.DiskAllocationStatus;
import io.diskwright.api.v1alpha1.Finalizers;
import io.diskwright.api.v1alpha1.StorageDevice;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.util.List;

/** Writes by server-side apply: we own what we write and nothing else. */
final class ApiServer implements NodeApi {
  static final String FIELD_MANAGER = "diskwright-agent";
  private static final PatchContext APPLY =
      new PatchContext.Builder()
          .withPatchType(PatchType.SERVER_SIDE_APPLY)
          .withFieldManager(FIELD_MANAGER)
          .withForce(true)
          .build();

  private final KubernetesClient client;

  ApiServer(KubernetesClient client) {
    this.client = client;
  }

  @Override
  public StorageDevice publish(StorageDevice device, boolean whole) {
    if (whole) {
      StorageDevice bare = new StorageDevice();
      bare.setMetadata(
          new ObjectMetaBuilder()
              .withName(device.getMetadata().getName())
              .withLabels(device.getMetadata().getLabels())
              .build());
      client.resource(bare).patch(APPLY);
    }
    StorageDevice status = new StorageDevice();
    status.setMetadata(new ObjectMetaBuilder().withName(device.getMetadata().getName()).build());
    status.setStatus(device.getStatus());
    return client.resource(status).subresource("status").patch(APPLY);
  }

  @Override
  public void withdraw(String device) {
    client.resources(StorageDevice.class).withName(device).delete();
  }

  @Override
  public void report(DiskAllocation order, DiskAllocationStatus status) {
    ObjectMeta metadata = order.getMetadata();
    DiskAllocation withStatus = new DiskAllocation();
    withStatus.setMetadata(
        new ObjectMetaBuilder()
            .withName(metadata.getName())
            .withNamespace(metadata.getNamespace())
            .build());
    withStatus.setStatus(status);
    client.resource(withStatus).subresource("status").patch(APPLY);
  }

  @Override
  public void release(DiskAllocation order) {
    List<String> finalizers = order.getMetadata().getFinalizers();
    int at = finalizers.indexOf(Finalizers.ALLOCATION);
    if (at < 0) {
      return;
    }
    String path = "/metadata/finalizers/" + at;
    client
        .resource(order)
        .patch(
            PatchContext.of(PatchType.JSON),
            "[{\"op\":\"test\",\"path\":\"%s\",\"value\":\"%s\"},{\"op\":\"remove\",\"path\":\"%s\"}]"
                .formatted(path, Finalizers.ALLOCATION, path));
  }
}
