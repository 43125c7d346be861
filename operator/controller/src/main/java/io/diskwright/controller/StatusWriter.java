package io.diskwright.controller;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.PrimaryUpdateAndCacheUtils;

/** Writes a status so that the next look at the object sees it. */
interface StatusWriter {
  /** By server-side apply: of the status, we own what we write and nothing else. */
  StatusWriter SERVER_SIDE_APPLY =
      new StatusWriter() {
        @Override
        public <P extends HasMetadata> P write(P current, P withStatus, Context<P> context) {
          return PrimaryUpdateAndCacheUtils.ssaPatchStatusAndCacheResource(
              current, withStatus, context);
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

  /** Whether the server does server-side apply, for finalizers too. */
  boolean appliesOnServer();
}
