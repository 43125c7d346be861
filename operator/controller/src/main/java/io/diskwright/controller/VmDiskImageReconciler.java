package io.diskwright.controller;

import io.diskwright.api.v1alpha1.Decision;
import io.diskwright.api.v1alpha1.DeletionPolicy;
import io.diskwright.api.v1alpha1.DiskAllocation;
import io.diskwright.api.v1alpha1.Finalizers;
import io.diskwright.api.v1alpha1.Reasons;
import io.diskwright.api.v1alpha1.SealedKey;
import io.diskwright.api.v1alpha1.VmDiskImage;
import io.diskwright.api.v1alpha1.VmDiskImageStatus;
import io.diskwright.decision.Classes;
import io.diskwright.decision.Resolution;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.javaoperatorsdk.operator.api.config.informer.Informer;
import io.javaoperatorsdk.operator.api.reconciler.Cleaner;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.DeleteControl;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Gathers, decides, orders and reports, for one image at a time. */
@ControllerConfiguration(
    name = "vmdiskimage",
    finalizerName = Finalizers.IMAGE,
    fieldManager = OperatorMain.FIELD_MANAGER,
    generationAwareEventProcessing = false,
    informer = @Informer(onUpdateFilter = ImageChanges.class))
final class VmDiskImageReconciler implements Reconciler<VmDiskImage>, Cleaner<VmDiskImage> {
  private static final Logger log = LoggerFactory.getLogger(VmDiskImageReconciler.class);
  private static final Duration LOOK_AGAIN = Duration.ofSeconds(30);

  private final ClusterCache cluster;
  private final Wakeups wakeups;
  private final ImagePlanner planner;
  private final StatusFold fold;
  private final OrderBook orders;
  private final ImageKeys keys;
  private final Publisher publisher;
  private final Holds holds;
  private final StatusWriter writer;
  private final Announcer announcer;
  private final OperatorMetrics metrics;

  VmDiskImageReconciler(
      ClusterCache cluster,
      Wakeups wakeups,
      ImagePlanner planner,
      StatusFold fold,
      OrderBook orders,
      ImageKeys keys,
      Publisher publisher,
      Holds holds,
      StatusWriter writer,
      Announcer announcer,
      OperatorMetrics metrics) {
    this.cluster = cluster;
    this.wakeups = wakeups;
    this.planner = planner;
    this.fold = fold;
    this.orders = orders;
    this.keys = keys;
    this.publisher = publisher;
    this.holds = holds;
    this.writer = writer;
    this.announcer = announcer;
    this.metrics = metrics;
  }

  @Override
  public List<EventSource<?, VmDiskImage>> prepareEventSources(
      EventSourceContext<VmDiskImage> context) {
    return List.of(wakeups.images(context.getPrimaryCache()));
  }

  @Override
  public UpdateControl<VmDiskImage> reconcile(VmDiskImage image, Context<VmDiskImage> context) {
    DiskAllocation order = cluster.order(image);
    ImagePlanner.Snapshot snapshot = snapshot(context);
    Classes classes = cluster.classes();
    Acceptance acceptance = Acceptance.of(image, snapshot.pools(), classes);
    VmDiskImage wanted = acceptance.accepted() ? acceptance.on(image) : image;
    Planning planning =
        acceptance.accepted()
            ? metrics.planned(() -> planner.plan(wanted, order, snapshot))
            : new Planning.None();
    VmDiskImageStatus before = image.getStatus();
    Publication publication = publisher.publish(image, order);
    ImageKeys.Key key = key(wanted, planning, order, snapshot);
    // The decision is written before it is ordered: after a crash in between it is ordered as it
    // was decided, and never decided twice.
    report(image, fold.fold(image, acceptance.with(key), planning, order, publication), context);
    boolean keyMissing = key instanceof ImageKeys.Key.Missing;
    SealedKey sealed = key instanceof ImageKeys.Key.Sealed there ? there.key() : null;
    if (order != null) {
      boolean grows = planning instanceof Planning.Decided;
      orders.update(image, order, deletionPolicy(image, classes), grows, sealed);
    } else if (planning instanceof Planning.Decided decided
        && isToBeMade(image, before)
        && !keyMissing) {
      snapshot
          .device(decided.decision().device())
          .ifPresent(device -> orders.place(wanted, decided.decision(), device, sealed));
    }
    UpdateControl<VmDiskImage> control = UpdateControl.noUpdate();
    // Nobody tells us when a Secret comes: that would take the right to read all of them. Nor when
    // another image, which this one is to be a copy of, has got its claim.
    boolean waits = planning instanceof Planning.Waiting;
    return publication.isToBeTriedAgain() || keyMissing || waits
        ? control.rescheduleAfter(LOOK_AGAIN)
        : control;
  }

  @Override
  public DeleteControl cleanup(VmDiskImage image, Context<VmDiskImage> context) {
    planner.forget(image);
    DiskAllocation order = cluster.order(image);
    if (order == null) {
      order = orders.read(image); // the cache may be a moment behind
    }
    Optional<Publication> held = publisher.retract(image, order);
    if (held.isPresent()) {
      held.filter(publication -> publication.reason() == Reasons.Published.ClaimInUse)
          .ifPresent(publication -> report(image, fold.held(image, publication), context));
      return DeleteControl.noFinalizerRemoval().rescheduleAfter(LOOK_AGAIN.toMillis());
    }
    if (order == null) {
      publisher.removeVolume(image);
      return DeleteControl.defaultDelete();
    }
    holds.letGo(order);
    if (order.getMetadata().getDeletionTimestamp() == null) {
      DeletionPolicy wanted = deletionPolicy(image, cluster.classes());
      orders.update(image, order, wanted, false, null);
      if (wanted == DeletionPolicy.Retain) {
        keys.keep(image, order);
      }
      orders.withdraw(image);
    } else if (orders.giveUpIfNodeIsGone(order)) {
      log.atWarn()
          .setMessage(
              "Gave up an order whose node is gone; its file is still there, if the node is")
          .addKeyValue(
              "image", image.getMetadata().getNamespace() + "/" + image.getMetadata().getName())
          .addKeyValue("uid", image.getMetadata().getUid())
          .addKeyValue("node", order.getSpec().nodeName())
          .log();
    }
    return DeleteControl.noFinalizerRemoval().rescheduleAfter(LOOK_AGAIN.toMillis());
  }

  private ImageKeys.Key key(
      VmDiskImage image,
      Planning planning,
      @Nullable DiskAllocation order,
      ImagePlanner.Snapshot snapshot) {
    Decision decision =
        switch (planning) {
          case Planning.Decided decided -> decided.decision();
          case Planning.Outdated outdated -> outdated.decision();
          case Planning.None none -> null;
          case Planning.Refused refused -> null;
          case Planning.Waiting waiting -> null;
        };
    boolean goes = order != null && order.getMetadata().getDeletionTimestamp() != null;
    return decision == null || goes || (order == null && !isToBeMade(image, image.getStatus()))
        ? new ImageKeys.Key.Settled()
        : keys.of(image, decision, order, snapshot.device(decision.device()));
  }

  private ImagePlanner.Snapshot snapshot(Context<VmDiskImage> context) {
    return new ImagePlanner.Snapshot(
        cluster.devices(),
        cluster.pools(),
        context.getPrimaryCache().list().toList(),
        cluster::order);
  }

  /** What is to become of the file; null when only its class, which is not there, could tell. */
  private static @Nullable DeletionPolicy deletionPolicy(VmDiskImage image, Classes classes) {
    return switch (Acceptance.resolve(image, classes)) {
      case Resolution.Resolved resolved -> resolved.effective().deletionPolicy();
      case Resolution.Refused refused -> image.getSpec().deletionPolicy();
    };
  }

  private static boolean isToBeMade(VmDiskImage image, @Nullable VmDiskImageStatus before) {
    boolean wasThere = before != null && before.allocation() != null;
    return !wasThere && !Boolean.TRUE.equals(image.getSpec().planOnly());
  }

  private void report(VmDiskImage image, VmDiskImageStatus after, Context<VmDiskImage> context) {
    if (after.equals(image.getStatus())) {
      return;
    }
    VmDiskImage withStatus = new VmDiskImage();
    withStatus.setMetadata(
        new ObjectMetaBuilder()
            .withName(image.getMetadata().getName())
            .withNamespace(image.getMetadata().getNamespace())
            .build());
    withStatus.setStatus(after);
    writer.write(image, withStatus, context);
    announcer.announce(image, after);
  }
}
