package io.diskwright.controller;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.PrimaryUpdateAndCacheUtils;

/** Writes a status so that the next look at the object sees it, and objects of ours as a whole. */
interface StatusWriter {
  PatchContext APPLY =
      new PatchContext.Builder()
          .withPatchType(PatchType.SERVER_SIDE_APPLY)
          .withFieldManager(OperatorMain.FIELD_MANAGER)
          .withForce(true)
          .build();

  /** By server-side apply: of the status, we own what we write and nothing else. */
  StatusWriter SERVER_SIDE_APPLY =
      new StatusWriter() {
        @Override
        public <P extends HasMetadata> P write(P current, P withStatus, Context<P> context) {
          return PrimaryUpdateAndCacheUtils.ssaPatchStatusAndCacheResource(
              current, withStatus, context);
        }

        @Override
        public <T extends HasMetadata> T apply(KubernetesClient client, T wanted) {
          return client.resource(wanted).patch(APPLY);
        }

        @Override
        public boolean appliesOnServer() {
          return true;
        }
      };

  /**
   * Writes.
   *
   * @param current the object as it was read
   * @param withStatus name, namespace and the new status, and nothing else
   */
  <P extends HasMetadata> P write(P current, P withStatus, Context<P> context);

  /** Writes the whole of {@code wanted}, made or changed, whoever else wrote to it before. */
  <T extends HasMetadata> T apply(KubernetesClient client, T wanted);

  /** Whether the server does server-side apply, for finalizers too. */
  boolean appliesOnServer();
}
