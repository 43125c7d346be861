package io.diskwright.controller;

import io.diskwright.api.v1alpha1.AllocationResult;
import io.diskwright.api.v1alpha1.ConditionTypes;
import io.diskwright.api.v1alpha1.Conditions;
import io.diskwright.api.v1alpha1.DiskAllocation;
import io.diskwright.api.v1alpha1.Reasons.Published;
import io.diskwright.api.v1alpha1.VmDiskImage;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Hands images over by claims, and takes them back: first the claim, which the cluster holds as
 * long as a pod uses it, then the order and with it the file, then the volume.
 */
final class Publisher {
  private final ClaimCache cache;
  private final ClaimBook book;
  private final Holds holds;
  private final @Nullable ExportPublisher exports;

  /**
   * Publishes.
   *
   * @param exports null when nothing is exported
   */
  Publisher(ClaimCache cache, ClaimBook book, Holds holds, @Nullable ExportPublisher exports) {
    this.cache = cache;
    this.book = book;
    this.holds = holds;
    this.exports = exports;
  }

  /** Sees to it that {@code image} is published as far as its order has come. */
  Publication publish(VmDiskImage image, @Nullable DiskAllocation order) {
    if (order == null) {
      removeVolume(image);
      return Publication.NOTHING_YET;
    }
    AllocationResult made = order.getStatus() == null ? null : order.getStatus().allocation();
    if (order.getMetadata().getDeletionTimestamp() != null) {
      return withdrawn(image, order);
    }
    if (made == null) {
      return Publication.NOTHING_YET;
    }
    PersistentVolume volume = cache.volume(image);
    boolean direct = Claims.carry(order.getSpec());
    boolean exported = !direct && Exports.carry(order.getSpec());
    if (!direct && !(exported && exports != null && Exports.isWanted(image, volume))) {
      return notPublishable(order, exported);
    }
    if (volume == null && !isVerified(order)) {
      return Publication.pending("The image is published once it is verified.");
    }
    if (direct || exports == null) {
      return claimed(image, order, made, volume);
    }
    holds.hold(order);
    return exports.publish(image, order, made, volume, () -> claimed(image, order, made, volume));
  }

  private Publication claimed(
      VmDiskImage image,
      DiskAllocation order,
      AllocationResult made,
      @Nullable PersistentVolume volume) {
    PersistentVolumeClaim there = cache.claim(image);
    if (there != null && there.getMetadata().getDeletionTimestamp() != null) {
      return Publication.of(
          Published.ClaimTerminating,
          "PersistentVolumeClaim %s is being deleted; it is made anew once it is gone."
              .formatted(image.getMetadata().getName()));
    }
    if (there != null && !Claims.isOf(image, there)) {
      return taken(image);
    }
    boolean volumeGoes = volume != null && volume.getMetadata().getDeletionTimestamp() != null;
    if (volumeGoes && there == null) {
      return Publication.pending(
          "PersistentVolume %s is being deleted; it is made anew once it is gone."
              .formatted(Claims.volumeName(image)));
    }
    String host =
        volume == null ? book.hostName(order.getSpec().nodeName()) : Claims.hostName(volume);
    if (host == null) {
      return Publication.of(
          Published.NodeNotFound,
          "There is no Node %s with the label %s, which a local volume is tied to; add it."
              .formatted(order.getSpec().nodeName(), Claims.HOST_NAME));
    }
    holds.hold(order);
    ClaimBook.Kept kept =
        book.keep(image, Claims.claim(image, order.getSpec(), made, there), there);
    PersistentVolumeClaim claim = kept.claim();
    String refusal = kept.refusal();
    if (claim == null) {
      return refusal == null ? taken(image) : Publication.of(Published.ClaimRefused, refusal);
    }
    if (!volumeGoes) {
      Claims.Ties ties = new Claims.Ties(claim.getMetadata().getUid(), host);
      String objection = book.keep(Claims.volume(image, order, made, ties), volume);
      if (objection != null) {
        return Publication.of(Published.ClaimRefused, objection);
      }
    }
    return new Publication(
        Published.Direct,
        "PersistentVolumeClaim %s carries it to pods and virtual machines on node %s, as disk.img."
            .formatted(claim.getMetadata().getName(), order.getSpec().nodeName()),
        claim.getMetadata().getName());
  }

  /**
   * Takes the claim of {@code image} back.
   *
   * @return nothing when it is gone; else what to say while it is not
   */
  Optional<Publication> retract(VmDiskImage image, @Nullable DiskAllocation order) {
    PersistentVolumeClaim claim = cache.claim(image);
    if (claim == null && (order == null || Holds.isHeld(order))) {
      claim = book.read(image); // the cache may be a moment behind, or the label gone
    }
    if (claim == null || !Claims.isOf(image, claim)) {
      return exports == null
          ? Optional.empty()
          : exports.exports().remove(image.getMetadata().getUid(), order, cache.volume(image));
    }
    if (claim.getMetadata().getDeletionTimestamp() == null) {
      book.remove(claim);
      return Optional.of(Publication.pending("The claim is being deleted."));
    }
    return Optional.of(book.whyHeld(claim));
  }

  /** Takes the volume of {@code image} away; to be called when nothing is left that it could be. */
  void removeVolume(VmDiskImage image) {
    PersistentVolume volume = cache.volume(image);
    if (volume != null && volume.getMetadata().getDeletionTimestamp() == null) {
      book.remove(volume);
    }
  }

  /** Somebody deleted the order: what it made goes, but not before pods have let go of it. */
  private Publication withdrawn(VmDiskImage image, DiskAllocation order) {
    Optional<Publication> held = retract(image, order);
    if (held.isEmpty()) {
      holds.letGo(order);
    }
    return held.orElse(
        Publication.pending("Its DiskAllocation is being deleted, and the image with it."));
  }

  private static boolean isVerified(DiskAllocation order) {
    return Conditions.isTrue(order.getStatus().conditions(), ConditionTypes.ALLOCATED);
  }

  private static Publication taken(VmDiskImage image) {
    return Publication.of(
        Published.ClaimNameTaken,
        "There is a PersistentVolumeClaim %1$s that was not made for this image, and it is left alone. Delete it, or make the image under another name; meanwhile status.attachment.blockdev attaches it to QEMU."
            .formatted(image.getMetadata().getName()));
  }

  private Publication notPublishable(DiskAllocation order, boolean exportable) {
    return Publication.of(
        Published.NotPublishable,
        "A claim carries raw files in directories, and this is %s%s. Meanwhile QEMU on node %s attaches it by status.attachment.blockdev; formats: [raw] in the spec of a new image gives a claim%s."
            .formatted(
                order.getSpec().format(),
                order.getSpec().target().directory() == null
                    ? " in a volume group"
                    : order.getSpec().options().containsKey("encrypt.format") ? " in LUKS" : "",
                order.getSpec().nodeName(),
                !exportable
                    ? ""
                    : exports == null
                        ? ", and so does a raw view of this one, for which the component deploy/kustomize/exports has to be installed (in the chart: exports.enabled)"
                        : ", and so does a raw view of this one: kubectl annotate vmdi %s diskwright.io/view=Export"
                            .formatted(order.getSpec().image().name())));
  }
}
