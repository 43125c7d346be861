package io.diskwright.controller;

import io.diskwright.api.v1alpha1.StoragePool;
import io.diskwright.api.v1alpha1.VmDiskClass;
import io.diskwright.api.v1alpha1.VmDiskImage;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.PrimaryUpdateAndCacheUtils;

/** For a server that knows no server-side apply. */
final class MergePatchWriter implements StatusWriter {
  @Override
  public <P extends HasMetadata> P write(P current, P withStatus, Context<P> context) {
    return PrimaryUpdateAndCacheUtils.patchStatusAndCacheResource(
        current, context, fresh -> withStatusOf(fresh, withStatus));
  }

  @Override
  public <T extends HasMetadata> T apply(KubernetesClient client, T wanted) {
    return client.resource(wanted).get() == null
        ? client.resource(wanted).create()
        : client
            .resource(wanted)
            .patch(PatchContext.of(PatchType.JSON_MERGE), Serialization.asJson(wanted));
  }

  @Override
  public boolean appliesOnServer() {
    return false;
  }

  private static <P extends HasMetadata> P withStatusOf(P fresh, P other) {
    switch (fresh) {
      case VmDiskImage image -> image.setStatus(((VmDiskImage) other).getStatus());
      case StoragePool pool -> pool.setStatus(((StoragePool) other).getStatus());
      case VmDiskClass one -> one.setStatus(((VmDiskClass) other).getStatus());
      default -> throw new IllegalArgumentException(fresh.getKind());
    }
    return fresh;
  }
}
