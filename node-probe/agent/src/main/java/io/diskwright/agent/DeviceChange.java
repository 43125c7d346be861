package io.diskwright.agent;

import io.diskwright.api.v1alpha1.Conditions;
import io.diskwright.api.v1alpha1.DeviceCapacity;
import io.diskwright.api.v1alpha1.StorageDevice;
import io.diskwright.api.v1alpha1.StorageDeviceStatus;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What is worth writing about a device; pure. */
final class DeviceChange {
  /** Free bytes are published anew when they moved by more than this part of the total. */
  static final int CAPACITY_PARTS = 100;

  private DeviceChange() {}

  /**
   * {@code probed}, with what has not changed since {@code published} taken from there: transition
   * times, and, unless {@code exact}, a capacity that moved by no more than a hundredth of the
   * total.
   */
  static StorageDeviceStatus settle(
      StorageDeviceStatus probed, @Nullable StorageDeviceStatus published, boolean exact) {
    DeviceCapacity capacity =
        !exact && published != null && isNear(probed.capacity(), published.capacity())
            ? published.capacity()
            : probed.capacity();
    return probed
        .with(capacity)
        .with(settle(probed.conditions(), published == null ? null : published.conditions()));
  }

  /** Whether name and labels must be written, and not only the status. */
  static boolean isNewObject(StorageDevice device, @Nullable StorageDevice published) {
    if (published == null) {
      return true;
    }
    Map<String, String> there =
        Objects.requireNonNullElse(published.getMetadata().getLabels(), Map.of());
    return !there.entrySet().containsAll(device.getMetadata().getLabels().entrySet());
  }

  private static boolean isNear(DeviceCapacity now, @Nullable DeviceCapacity before) {
    return before != null
        && before.free() != null // written by an agent that did not know it yet
        && now.totalBytes() == before.totalBytes()
        && isNear(now.freeBytes(), before.freeBytes(), now.totalBytes())
        && isNear(now.allocatableBytes(), before.allocatableBytes(), now.totalBytes());
  }

  private static boolean isNear(long now, long before, long total) {
    return Math.abs(now - before) <= total / CAPACITY_PARTS;
  }

  private static @Nullable List<Condition> settle(
      @Nullable List<Condition> now, @Nullable List<Condition> before) {
    return now == null ? null : now.stream().map(c -> settle(c, before)).toList();
  }

  private static Condition settle(Condition now, @Nullable List<Condition> before) {
    Condition old = Conditions.find(before, now.getType());
    return old == null || !now.getStatus().equals(old.getStatus())
        ? now
        : new ConditionBuilder(now).withLastTransitionTime(old.getLastTransitionTime()).build();
  }
}
