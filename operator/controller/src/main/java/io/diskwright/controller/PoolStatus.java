package io.diskwright.controller;

import static io.diskwright.api.v1alpha1.Conditions.ConditionStatus.False;
import static io.diskwright.api.v1alpha1.Conditions.ConditionStatus.True;

import io.diskwright.api.v1alpha1.ArrayStatus;
import io.diskwright.api.v1alpha1.ConditionTypes;
import io.diskwright.api.v1alpha1.Conditions;
import io.diskwright.api.v1alpha1.Conditions.ConditionStatus;
import io.diskwright.api.v1alpha1.DeviceCapacity;
import io.diskwright.api.v1alpha1.StorageDevice;
import io.diskwright.api.v1alpha1.StoragePool;
import io.diskwright.api.v1alpha1.StoragePoolStatus;
import io.diskwright.decision.SpecValidator;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;

/** A pool's status from the devices that are published for it; pure. */
final class PoolStatus {
  private PoolStatus() {}

  /** The status of {@code pool}; equal to the one before when nothing has changed. */
  static StoragePoolStatus of(
      StoragePool pool,
      Collection<StorageDevice> devices,
      List<ArrayStatus> arrays,
      Conditions conditions) {
    List<StorageDevice> unready = devices.stream().filter(d -> !isReady(d)).toList();
    List<SpecValidator.Problem> problems = SpecValidator.validate(pool.getSpec());
    ConditionStatus status = False;
    String reason;
    String message;
    if (!problems.isEmpty()) {
      reason = "Invalid";
      message =
          problems.stream()
              .map(p -> p.field() + ": " + p.message())
              .collect(Collectors.joining("; "));
    } else if (devices.isEmpty()) {
      reason = "NoDevice";
      message =
          "No node has published a device for this pool. Check that spec.nodeSelector matches a"
              + " node, and that its agent runs.";
    } else if (!unready.isEmpty()) {
      reason = "DeviceNotReady";
      message =
          "%d of %d devices not ready: %s"
              .formatted(unready.size(), devices.size(), named(unready));
    } else {
      status = True;
      reason = "Ready";
      message = "%d devices ready.".formatted(devices.size());
    }
    StoragePoolStatus before = pool.getStatus();
    List<Condition> ready =
        conditions.set(
            before == null ? null : before.conditions(),
            ConditionTypes.READY,
            status,
            reason,
            message,
            pool.getMetadata().getGeneration());
    return new StoragePoolStatus(
        pool.getMetadata().getGeneration(),
        devices.size(),
        devices.size() - unready.size(),
        sum(devices, DeviceCapacity::totalBytes),
        sum(devices, DeviceCapacity::allocatableBytes),
        ArrayCondition.in(ready, arrays, conditions, pool.getMetadata().getGeneration()),
        arrays.isEmpty() ? null : arrays);
  }

  private static boolean isReady(StorageDevice device) {
    return device.getStatus() != null
        && Conditions.isTrue(device.getStatus().conditions(), ConditionTypes.READY);
  }

  private static long sum(Collection<StorageDevice> devices, ToLongFunction<DeviceCapacity> part) {
    return devices.stream()
        .filter(d -> d.getStatus() != null && d.getStatus().capacity() != null)
        .mapToLong(d -> part.applyAsLong(d.getStatus().capacity()))
        .sum();
  }

  private static String named(List<StorageDevice> unready) {
    String named =
        unready.stream()
            .sorted(Comparator.comparing(d -> d.getMetadata().getName()))
            .limit(3)
            .map(PoolStatus::why)
            .collect(Collectors.joining("; "));
    return unready.size() > 3 ? named + "; and others" : named;
  }

  private static String why(StorageDevice device) {
    Condition ready =
        device.getStatus() == null
            ? null
            : Conditions.find(device.getStatus().conditions(), ConditionTypes.READY);
    return device.getMetadata().getName() + (ready == null ? "" : ": " + ready.getMessage());
  }
}
