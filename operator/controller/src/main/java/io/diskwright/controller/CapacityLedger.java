package io.diskwright.controller;

import io.diskwright.api.v1alpha1.Decision;
import io.diskwright.api.v1alpha1.DeviceCapacity;
import io.diskwright.api.v1alpha1.StorageDevice;
import io.diskwright.api.v1alpha1.StorageDeviceStatus;
import io.diskwright.api.v1alpha1.VmDiskImage;
import io.diskwright.api.v1alpha1.VmDiskImageStatus;
import io.diskwright.decision.Origins;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Keeps two images from getting the same bytes: what is decided counts at once, before its order is
 * written, and before the device's node publishes fewer free bytes.
 *
 * <p>An image whose decision is in the cache counts by that decision; one that was decided a moment
 * ago, by what was {@linkplain #assume assumed}. One that shares its blocks with another counts as
 * if it had still to write them all. Not safe for concurrent use: one decision at a time is made
 * under one lock.
 */
final class CapacityLedger {
  private final Map<String, Decision> assumed = new HashMap<>();

  /**
   * What is taken on the devices.
   *
   * @param pending by device: bytes ordered there that its published capacity does not show yet
   * @param promised by device: bytes that images there may still grow by
   */
  record Taken(Map<String, Long> pending, Map<String, Long> promised) {
    /** The devices, with what is pending taken off their capacity. */
    List<StorageDevice> from(Collection<StorageDevice> devices) {
      return devices.stream()
          .map(d -> less(d, pending.getOrDefault(d.getMetadata().getName(), 0L)))
          .toList();
    }
  }

  /** Counts {@code decision} for the image {@code uid} until the cache shows it. */
  void assume(String uid, Decision decision) {
    assumed.put(uid, decision);
  }

  /** Counts nothing for the image {@code uid} but what the cache shows. */
  void forget(String uid) {
    assumed.remove(uid);
  }

  /**
   * What every image but {@code exceptUid} takes.
   *
   * @param images every image in the cache
   * @param ordered whether an image still has its order; one that is being deleted and has none
   *     takes nothing any more
   */
  Taken taken(Collection<VmDiskImage> images, Predicate<VmDiskImage> ordered, String exceptUid) {
    Taken taken = new Taken(new HashMap<>(), new HashMap<>());
    for (VmDiskImage image : images) {
      String uid = image.getMetadata().getUid();
      VmDiskImageStatus status = image.getStatus();
      Decision shown = status == null ? null : status.decision();
      Decision newer = assumed.get(uid);
      if (shown != null && shown.equals(newer)) {
        assumed.remove(uid);
        newer = null;
      }
      if (shown != null && newer == null && !uid.equals(exceptUid) && counts(image, ordered)) {
        add(
            taken,
            shown,
            status.allocation() == null ? null : status.allocation().allocatedBytes());
      }
    }
    assumed.forEach(
        (uid, decision) -> {
          if (!uid.equals(exceptUid)) {
            add(taken, decision, null);
          }
        });
    return taken;
  }

  private static boolean counts(VmDiskImage image, Predicate<VmDiskImage> ordered) {
    boolean planOnly = Boolean.TRUE.equals(image.getSpec().planOnly());
    boolean leaving = image.getMetadata().getDeletionTimestamp() != null;
    return !(planOnly || leaving) || ordered.test(image);
  }

  private static void add(Taken taken, Decision decision, @Nullable Long allocated) {
    long now = allocated == null ? decision.expected().allocatedBytes() : allocated;
    long own = Origins.isClone(decision) ? 0 : now;
    long growth = Math.max(0, decision.expected().maximumBytes() - own);
    taken.promised().merge(decision.device(), growth, Long::sum);
    if (allocated == null) {
      taken.pending().merge(decision.device(), now, Long::sum);
    }
  }

  /** {@code device} with {@code bytes} less free; with more, when they are below zero. */
  static StorageDevice less(StorageDevice device, long bytes) {
    StorageDeviceStatus status = device.getStatus();
    if (bytes == 0 || status == null || status.capacity() == null) {
      return device;
    }
    DeviceCapacity capacity = status.capacity();
    StorageDevice copy = new StorageDevice();
    copy.setMetadata(device.getMetadata());
    copy.setStatus(
        status.with(
            new DeviceCapacity(
                capacity.totalBytes(),
                Math.max(0, capacity.freeBytes() - bytes),
                Math.max(0, capacity.allocatableBytes() - bytes))));
    return copy;
  }
}
