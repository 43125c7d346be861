package io.diskwright.controller;

import io.diskwright.api.v1alpha1.DiskAllocation;
import io.diskwright.api.v1alpha1.ImageReference;
import io.diskwright.api.v1alpha1.Labels;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets go of what belongs to images that are gone without having been cleaned up after: somebody
 * took their finalizer away. Looks at what is cached only, and asks the API server when it finds
 * one.
 */
final class Orphans implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Orphans.class);
  private static final Duration PACE = Duration.ofSeconds(30);

  private final ClusterCache cluster;
  private final ClaimCache cache;
  private final Wakeups wakeups;
  private final ClaimBook book;
  private final Holds holds;
  private final @Nullable Exports exports;
  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("orphans").daemon().factory());

  /**
   * Looks, once started.
   *
   * @param exports null when nothing is exported
   */
  Orphans(
      ClusterCache cluster,
      ClaimCache cache,
      Wakeups wakeups,
      ClaimBook book,
      Holds holds,
      @Nullable Exports exports) {
    this.cluster = cluster;
    this.cache = cache;
    this.wakeups = wakeups;
    this.book = book;
    this.holds = holds;
    this.exports = exports;
  }

  void start() {
    Future<?> unused =
        clock.scheduleWithFixedDelay(
            this::tryToSweep, PACE.toMillis(), PACE.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Looks once; does nothing while this replica does not lead. */
  void sweep() {
    if (!wakeups.isLeading()) {
      return;
    }
    for (DiskAllocation order : cluster.orders()) {
      ImageReference image = order.getSpec().image();
      String namespace = order.getMetadata().getNamespace();
      if (order.getMetadata().getDeletionTimestamp() != null
          && Holds.isHeld(order)
          && !wakeups.isKnown(image.uid())
          && !book.isClaimed(namespace, image)
          && isExportGone(image.uid(), order)) {
        holds.letGo(order);
        tell("Let go of the order of an image that is gone", image.uid());
      }
    }
    if (exports != null) {
      for (String uid : exports.images()) {
        if (!wakeups.isKnown(uid) && !cluster.isOrdered(uid)) {
          exports.forget(uid);
          tell("Deleted the exporting pods of an image that is gone", uid);
        }
      }
    }
    for (PersistentVolume volume : cache.volumes()) {
      String uid = volume.getMetadata().getLabels().get(Labels.IMAGE_UID);
      if (uid != null // they are found by that label
          && volume.getMetadata().getDeletionTimestamp() == null
          && !wakeups.isKnown(uid)
          && !cluster.isOrdered(uid)) {
        book.remove(volume);
        tell("Deleted the volume of an image that is gone", uid);
      }
    }
  }

  private boolean isExportGone(String uid, DiskAllocation order) {
    return exports == null || exports.remove(uid, order, cache.volume(uid)).isEmpty();
  }

  @Override
  public void close() {
    clock.shutdownNow();
  }

  private void tryToSweep() {
    try {
      sweep();
    } catch (RuntimeException e) {
      log.atWarn().setMessage("Could not look for what images left; tried again").setCause(e).log();
    }
  }

  private static void tell(String what, String uid) {
    log.atWarn().setMessage(what).addKeyValue("uid", uid).log();
  }
}
