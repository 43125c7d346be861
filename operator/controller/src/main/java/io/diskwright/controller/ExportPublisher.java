package io.diskwright.controller;

import io.diskwright.api.v1alpha1.AllocationResult;
import io.diskwright.api.v1alpha1.ByteSize;
import io.diskwright.api.v1alpha1.DiskAllocation;
import io.diskwright.api.v1alpha1.Reasons.Published;
import io.diskwright.api.v1alpha1.VmDiskImage;
import io.diskwright.controller.ExportState.Phase;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Instant;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Says how far the export of an image is, and what those who use it have to do. */
final class ExportPublisher {
  private final Exports exports;
  private final ClaimBook book;

  ExportPublisher(Exports exports, ClaimBook book) {
    this.exports = exports;
    this.book = book;
  }

  Exports exports() {
    return exports;
  }

  /**
   * Publishes an image by a raw view.
   *
   * @param volume the one that is there
   * @param claimed sees to volume and claim
   */
  Publication publish(
      VmDiskImage image,
      DiskAllocation order,
      AllocationResult made,
      @Nullable PersistentVolume volume,
      Supplier<Publication> claimed) {
    String node = order.getSpec().nodeName();
    if (isToGrow(order, made) && book.users(image).isEmpty()) {
      boolean ended = exports.end(image.getMetadata().getUid());
      return Publication.pending(
          ended
              ? "The image is being grown; then it is exported again."
              : "Its export is being ended, so that the image can grow.");
    }
    if (volume == null && book.hostName(node) == null) {
      return claimed.get(); // which says that there is no such node
    }
    ExportState state = exports.keep(order, made);
    if (volume == null && state.phase() != Phase.Up) {
      return state.phase() == Phase.Ended
          ? Publication.of(Published.ExportDown, "The image is not exported: " + sentence(state))
          : Publication.pending(
              "The image is being exported on node %s%s."
                  .formatted(node, state.why().isEmpty() ? "" : " (" + state.why() + ")"));
    }
    Publication carried = claimed.get();
    if (carried.reason() != Published.Direct) {
      return carried;
    }
    if (state.phase() != Phase.Up) {
      return down(image, state);
    }
    return up(image, order, made, volume, state);
  }

  private Publication down(VmDiskImage image, ExportState state) {
    List<Pod> users = book.users(image);
    if (users.isEmpty() && state.phase() == Phase.Starting) {
      return of(image, Published.Pending, "The image is being exported again; no pod uses it.");
    }
    return of(
        image,
        Published.ExportDown,
        "The export has ended%s; the image is checked and exported again.%s"
            .formatted(
                state.why().isEmpty() ? "" : ": " + state.why(),
                users.isEmpty()
                    ? " No pod uses it."
                    : " Until then, and until they are started anew, these get errors: %s."
                        .formatted(ClaimBook.names(users))));
  }

  private Publication up(
      VmDiskImage image,
      DiskAllocation order,
      AllocationResult made,
      @Nullable PersistentVolume volume,
      ExportState state) {
    if (isAnother(volume, state)) {
      List<Pod> left =
          book.users(image).stream().filter(pod -> isOlder(pod, state.since())).toList();
      if (!left.isEmpty()) {
        return of(
            image,
            Published.RestartNeeded,
            "The export ended and was made anew at %s. The image was checked, and nothing that was flushed is lost; but these still have the one of before, and get errors until they are started anew: %s."
                .formatted(state.since(), ClaimBook.names(left)));
      }
    }
    return of(
        image,
        Published.Exported,
        "PersistentVolumeClaim %s carries a raw view of this %s to pods and virtual machines on node %s, as disk.img.%s"
            .formatted(
                image.getMetadata().getName(),
                order.getSpec().format(),
                order.getSpec().nodeName(),
                isToGrow(order, made)
                    ? " It grows when no pod uses it; until then it has %d bytes."
                        .formatted(made.virtualBytes())
                    : ""));
  }

  private static String sentence(ExportState state) {
    String why = state.why();
    return why.endsWith(".") ? why : why + ".";
  }

  private static Publication of(VmDiskImage image, Published reason, String message) {
    return new Publication(reason, message, image.getMetadata().getName());
  }

  private static boolean isToGrow(DiskAllocation order, AllocationResult made) {
    return made.virtualBytes() < ByteSize.toSectors(ByteSize.parse(order.getSpec().size()));
  }

  /** Whether it is not the one for which the volume was made. */
  private static boolean isAnother(@Nullable PersistentVolume volume, ExportState state) {
    String made = volume == null ? null : volume.getMetadata().getCreationTimestamp();
    return made != null && state.since().isAfter(Instant.parse(made));
  }

  /** Whether a container of {@code pod} runs since before then, and so has what was there then. */
  private static boolean isOlder(Pod pod, Instant then) {
    List<ContainerStatus> containers =
        pod.getStatus() == null ? List.of() : pod.getStatus().getContainerStatuses();
    return containers.stream()
        .map(ContainerStatus::getState)
        .anyMatch(
            state ->
                state != null
                    && state.getRunning() != null
                    && state.getRunning().getStartedAt() != null
                    && Instant.parse(state.getRunning().getStartedAt()).isBefore(then));
  }
}
