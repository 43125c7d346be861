package io.diskwright.controller;

import io.diskwright.api.v1alpha1.AllocationResult;
import io.diskwright.api.v1alpha1.ConditionTypes;
import io.diskwright.api.v1alpha1.Conditions;
import io.diskwright.api.v1alpha1.DiskAllocation;
import io.diskwright.api.v1alpha1.VmDiskImage;
import io.diskwright.api.v1alpha1.VmDiskImageStatus;
import io.diskwright.decision.Origins;
import io.diskwright.planner.Origin;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.LinkedHashSet;
import java.util.Objects;
import java.util.Optional;
import java.util.SequencedSet;

/** What there is of the image that another is to begin as a copy of. */
sealed interface SourceImage {
  /** It begins otherwise. */
  record None() implements SourceImage {}

  /** It is there. */
  record Made(Origin origin) implements SourceImage {}

  /** It is not there, or cannot be read, and what is to be done about it. */
  record Missing(String message) implements SourceImage {}

  /** Looks for the source of {@code image}, which lies in the same namespace. */
  static SourceImage of(VmDiskImage image, ImagePlanner.Snapshot snapshot) {
    Optional<String> wanted = Origins.name(image);
    if (wanted.isEmpty()) {
      return new None();
    }
    String name = image.getMetadata().getNamespace() + "/" + wanted.get();
    Optional<String> loop = loop(image, snapshot);
    if (loop.isPresent()) {
      return new Missing(
          "spec.source.image leads back to the image itself: %s; none of them can ever be made. Delete one, and create it from something else."
              .formatted(loop.get()));
    }
    Optional<VmDiskImage> found = find(image, wanted.get(), snapshot);
    if (Origins.isByClaim(image) && found.filter(SourceImage::isClaimed).isEmpty()) {
      return new Missing(
          "spec.source.claim: no PersistentVolumeClaim %s carries a VmDiskImage; name one that does. What other claims hold cannot be read from here: copy it to a directory of the pool's sources and use file, or serve it and use http."
              .formatted(name));
    }
    if (found.isEmpty()) {
      return new Missing(
          "spec.source.image: there is no VmDiskImage %s; create it, or name one there is."
              .formatted(name));
    }
    DiskAllocation order = snapshot.orders().apply(found.get());
    AllocationResult made =
        order == null || order.getStatus() == null ? null : order.getStatus().allocation();
    if (order == null || made == null) {
      return new Missing("waits for VmDiskImage %s, which is not made yet.".formatted(name));
    }
    if (found.get().getMetadata().getDeletionTimestamp() != null
        || order.getMetadata().getDeletionTimestamp() != null) {
      return new Missing(
          "spec.source.image: VmDiskImage %s is being deleted; name another.".formatted(name));
    }
    Condition state = Conditions.find(order.getStatus().conditions(), ConditionTypes.ALLOCATED);
    if (state == null || !Conditions.isTrue(order.getStatus().conditions(), state.getType())) {
      return new Missing(
          "waits for VmDiskImage %s to be as it was made: %s"
              .formatted(name, state == null ? "nobody has looked yet." : state.getMessage()));
    }
    Optional<String> objection = Origins.objection(name, order.getSpec());
    return objection.isPresent()
        ? new Missing("spec.source.image: " + objection.get() + ".")
        : new Made(Origins.of(name, order.getSpec(), made));
  }

  /** The way back to {@code image}, through images that are not made either. */
  private static Optional<String> loop(VmDiskImage image, ImagePlanner.Snapshot snapshot) {
    SequencedSet<String> way = new LinkedHashSet<>();
    Optional<VmDiskImage> at = Optional.of(image);
    while (at.isPresent() && way.add(at.get().getMetadata().getName())) {
      String next = Origins.name(at.get()).orElse("");
      if (next.equals(image.getMetadata().getName())) {
        way.removeLast();
        return Optional.of(
            String.join(" from ", way)
                + (way.isEmpty() ? "" : " from ")
                + at.get().getMetadata().getName()
                + " from "
                + next);
      }
      at = find(image, next, snapshot);
    }
    return Optional.empty();
  }

  private static boolean isClaimed(VmDiskImage image) {
    VmDiskImageStatus status = image.getStatus();
    return status != null && status.attachment() != null && status.attachment().claimName() != null;
  }

  private static Optional<VmDiskImage> find(
      VmDiskImage image, String name, ImagePlanner.Snapshot snapshot) {
    String namespace = image.getMetadata().getNamespace();
    return snapshot.images().stream()
        .filter(one -> one.getMetadata().getName().equals(name))
        .filter(one -> Objects.equals(one.getMetadata().getNamespace(), namespace))
        .findFirst();
  }
}
