package io.diskwright.controller;

import io.diskwright.api.v1alpha1.AllocationResult;
import io.diskwright.api.v1alpha1.ByteSize;
import io.diskwright.api.v1alpha1.ConditionTypes;
import io.diskwright.api.v1alpha1.Conditions;
import io.diskwright.api.v1alpha1.Decision;
import io.diskwright.api.v1alpha1.DiskAllocation;
import io.diskwright.api.v1alpha1.Reasons;
import io.diskwright.api.v1alpha1.StorageDevice;
import io.diskwright.api.v1alpha1.StoragePool;
import io.diskwright.api.v1alpha1.VmDiskImage;
import io.diskwright.api.v1alpha1.VmDiskImageStatus;
import io.diskwright.decision.Decider;
import io.diskwright.decision.DecisionResult;
import io.diskwright.decision.Demands;
import io.diskwright.decision.Growth;
import io.diskwright.decision.Orders;
import io.diskwright.planner.Origin;
import io.diskwright.planner.RefusalReason;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Decides when there is something to decide. What is ordered stays as it is; what is only decided
 * stays as long as its spec and its device do; what was refused is decided anew each time.
 */
final class ImagePlanner {
  private static final String NO_POOL =
      "there is no StoragePool, so no place that may hold %s; create one, such as"
          + " deploy/examples/pool.yaml, and the agents publish its devices";

  private static final String NO_KEY =
      "%s is to be encrypted in its format, and the devices that could take it publish no"
          + " sealingKey, without which the image's key cannot get there. Look at the logs of their"
          + " agents, and at --key-directory";

  private final Decider decider;
  private final CapacityLedger ledger;

  ImagePlanner(Decider decider, CapacityLedger ledger) {
    this.decider = decider;
    this.ledger = ledger;
  }

  /**
   * What is known at the moment of a decision.
   *
   * @param orders the order of an image; null when it has none
   */
  record Snapshot(
      Collection<StorageDevice> devices,
      Collection<StoragePool> pools,
      Collection<VmDiskImage> images,
      Function<VmDiskImage, @Nullable DiskAllocation> orders) {
    boolean ordered(VmDiskImage image) {
      return orders.apply(image) != null;
    }

    Optional<StorageDevice> device(String name) {
      return devices.stream().filter(d -> name.equals(d.getMetadata().getName())).findFirst();
    }
  }

  /** Plans {@code image}, whose order is {@code order}, if it has one. */
  synchronized Planning plan(VmDiskImage image, @Nullable DiskAllocation order, Snapshot snapshot) {
    VmDiskImageStatus status = image.getStatus();
    Decision before = status == null ? null : status.decision();
    Condition planned =
        status == null ? null : Conditions.find(status.conditions(), ConditionTypes.PLANNED);
    if (before != null && planned != null && isCurrent(image, planned)) {
      if (Reasons.Planned.PlanOutdated.name().equals(planned.getReason())) {
        return new Planning.Outdated(before, planned.getMessage());
      }
      boolean fixed = order != null || status.allocation() != null;
      if (fixed || snapshot.device(before.device()).isPresent()) {
        return new Planning.Decided(before, false);
      }
    }
    if (order != null && before != null) {
      return compare(image, order, before, snapshot);
    }
    return decide(image, snapshot);
  }

  /** Counts nothing for {@code image} any more. */
  synchronized void forget(VmDiskImage image) {
    ledger.forget(image.getMetadata().getUid());
  }

  private Planning decide(VmDiskImage image, Snapshot snapshot) {
    return switch (SourceImage.of(image, snapshot)) {
      case SourceImage.None none -> decide(image, null, snapshot);
      case SourceImage.Made made -> decide(image, made.origin(), snapshot);
      case SourceImage.Missing missing -> {
        ledger.forget(image.getMetadata().getUid());
        yield new Planning.Waiting(missing.message());
      }
    };
  }

  private Planning decide(VmDiskImage image, @Nullable Origin origin, Snapshot snapshot) {
    String uid = image.getMetadata().getUid();
    CapacityLedger.Taken taken = ledger.taken(snapshot.images(), snapshot::ordered, uid);
    List<StorageDevice> devices = taken.from(snapshot.devices());
    DecisionResult result =
        decider.decide(image, origin, devices, snapshot.pools(), taken.promised());
    if (result instanceof DecisionResult.Decided decided
        && ImageKeys.isEncrypted(decided.decision().options())
        && snapshot.device(decided.decision().device()).map(ImageKeys::sealingKey).isEmpty()) {
      List<StorageDevice> withKey =
          devices.stream().filter(device -> ImageKeys.sealingKey(device) != null).toList();
      result = decider.decide(image, origin, withKey, snapshot.pools(), taken.promised());
      if (!(result instanceof DecisionResult.Decided)) {
        ledger.forget(uid);
        return new Planning.Refused(
            RefusalReason.NoAdmissibleCandidate, NO_KEY.formatted(Demands.name(image)));
      }
    }
    return switch (result) {
      case DecisionResult.Decided decided -> {
        if (Boolean.TRUE.equals(image.getSpec().planOnly())) {
          ledger.forget(uid);
        } else {
          ledger.assume(uid, decided.decision());
        }
        yield new Planning.Decided(decided.decision(), true);
      }
      case DecisionResult.Refused refused -> {
        ledger.forget(uid);
        boolean nothing = snapshot.pools().isEmpty() && snapshot.devices().isEmpty();
        yield new Planning.Refused(
            refused.reason(), nothing ? NO_POOL.formatted(Demands.name(image)) : refused.message());
      }
    };
  }

  /** Whether the spec, as it is now, would still be made as it was made, on the same device. */
  private Planning compare(
      VmDiskImage image, DiskAllocation order, Decision before, Snapshot snapshot) {
    if (!Objects.equals(
        Orders.content(image.getSpec().source()), Orders.content(order.getSpec().source()))) {
      return new Planning.Outdated(
          before,
          "spec.source changed since the image was made, and an image is never filled anew. Undo the"
              + " change, or delete the image and create it anew.");
    }
    long wanted = size(image, order);
    long ordered = ByteSize.parse(order.getSpec().size());
    boolean grows = wanted > ordered;
    if (grows && !before.format().canGrow()) {
      return new Planning.Outdated(
          before,
          "spec.size is %s and the image was made with %s as %s, a format that cannot grow. Set spec.size of a new image instead, and copy the data."
              .formatted(ByteSize.of(wanted), ByteSize.of(ordered), before.format()));
    }
    Decision kept = grows ? Growth.of(before, ordered, wanted) : before;
    Optional<StorageDevice> device = snapshot.device(before.device());
    if (device.isEmpty()) {
      return new Planning.Decided(kept, grows);
    }
    String uid = image.getMetadata().getUid();
    CapacityLedger.Taken taken = ledger.taken(snapshot.images(), snapshot::ordered, uid);
    AllocationResult made = order.getStatus() == null ? null : order.getStatus().allocation();
    long own = made == null ? 0 : made.allocatedBytes();
    List<StorageDevice> alone =
        taken.from(List.of(CapacityLedger.less(device.get(), Math.negateExact(own))));
    Origin origin =
        SourceImage.of(image, snapshot) instanceof SourceImage.Made source ? source.origin() : null;
    return switch (decider.decide(image, origin, alone, snapshot.pools(), taken.promised())) {
      case DecisionResult.Refused refused ->
          new Planning.Outdated(
              before,
              "The image is there as it was decided before its spec changed, and stays so. As the"
                  + " spec is now: "
                  + refused.message()
                  + ". Undo the change, or delete the image and create it anew.");
      case DecisionResult.Decided now ->
          grows || sameMake(before, now.decision())
              ? new Planning.Decided(kept, grows)
              : new Planning.Outdated(
                  before,
                  "The image is there as %s, decided before its spec changed, and stays so. As the"
                          .formatted(Text.make(before))
                      + " spec is now it would be %s. Undo the change, or delete the image and"
                          .formatted(Text.make(now.decision()))
                      + " create it anew.");
    };
  }

  private static boolean isCurrent(VmDiskImage image, Condition condition) {
    return Objects.equals(condition.getObservedGeneration(), image.getMetadata().getGeneration());
  }

  private static boolean sameMake(Decision a, Decision b) {
    return a.policy() == b.policy() && a.format() == b.format() && a.options().equals(b.options());
  }

  private static long size(VmDiskImage image, DiskAllocation order) {
    return image.getSpec().size() == null
        ? ByteSize.parse(order.getSpec().size()) // the source's, which does not change
        : Demands.size(image.getSpec());
  }
}
