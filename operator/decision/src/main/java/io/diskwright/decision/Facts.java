package io.diskwright.decision;

import static io.diskwright.api.v1alpha1.Conditions.ConditionStatus;

import io.diskwright.api.v1alpha1.CapabilityStatus;
import io.diskwright.api.v1alpha1.ConditionTypes;
import io.diskwright.api.v1alpha1.Conditions;
import io.diskwright.api.v1alpha1.DeviceCapacity;
import io.diskwright.api.v1alpha1.Labels;
import io.diskwright.api.v1alpha1.StorageDevice;
import io.diskwright.api.v1alpha1.StorageDeviceStatus;
import io.diskwright.api.v1alpha1.StoragePool;
import io.diskwright.planner.Capability;
import io.diskwright.planner.CapabilityFact;
import io.diskwright.planner.CapabilityState;
import io.diskwright.planner.DeviceFacts;
import io.diskwright.planner.DeviceKind;
import io.diskwright.planner.TargetKind;
import io.fabric8.kubernetes.api.model.Condition;
import java.math.BigInteger;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** From a device as its node published it to what the planner knows of it. */
public final class Facts {
  private static final int DEFAULT_OVERCOMMIT = 100;
  private static final BigInteger HUNDRED = BigInteger.valueOf(100);
  private static final BigInteger MOST = BigInteger.valueOf(Long.MAX_VALUE);

  private static final Shared SHARED = new Shared();

  private Facts() {}

  /**
   * What is known about {@code device}. Objects come from other processes and from files, so
   * whatever is missing is taken as not known, never as an error.
   *
   * @param pool the pool it belongs to, or null for the default capacity rules
   * @param promised bytes promised to images there and not yet allocated
   */
  public static DeviceFacts of(StorageDevice device, @Nullable StoragePool pool, long promised) {
    StorageDeviceStatus status = device.getStatus();
    Map<String, String> labels = SHARED.one(sorted(device.getMetadata().getLabels()));
    long allocatable = status == null ? 0 : allocatable(status.capacity());
    return new DeviceFacts(
        device.getMetadata().getName(),
        SHARED.one(
            status == null || status.nodeName() == null
                ? labels.getOrDefault(Labels.NODE, "")
                : status.nodeName()),
        labels.getOrDefault(Labels.POOL, ""),
        labels,
        status != null && status.target() != null && status.target().volumeGroup() != null
            ? TargetKind.VolumeGroup
            : TargetKind.Directory,
        status == null
            ? DeviceKind.Virtual
            : Objects.requireNonNullElse(status.kind(), DeviceKind.Virtual),
        status == null ? Map.of() : SHARED.one(capabilities(status)),
        SHARED.one(sorted(status == null ? null : status.properties())),
        allocatable,
        promisable(allocatable, pool, promised),
        notReady(device),
        sorted(status == null ? null : status.measurements()),
        unhealthy(status));
  }

  /** What the device's node says is broken; empty when nothing is, or nobody could look. */
  private static String unhealthy(@Nullable StorageDeviceStatus status) {
    Condition healthy =
        status == null ? null : Conditions.find(status.conditions(), ConditionTypes.HEALTHY);
    if (healthy == null || !ConditionStatus.False.name().equals(healthy.getStatus())) {
      return "";
    }
    String message = Objects.requireNonNullElse(healthy.getMessage(), "");
    return Text.limit(message.isBlank() ? healthy.getReason() : message, Decisions.MESSAGE / 2);
  }

  /** The pool {@code device} says it belongs to, or empty. */
  public static String poolOf(StorageDevice device) {
    Map<String, String> labels = device.getMetadata().getLabels();
    return labels == null ? "" : labels.getOrDefault(Labels.POOL, "");
  }

  private static long allocatable(@Nullable DeviceCapacity capacity) {
    return capacity == null ? 0 : Math.max(0, capacity.allocatableBytes());
  }

  private static int overcommit(@Nullable StoragePool pool) {
    if (pool == null || pool.getSpec() == null || pool.getSpec().capacity() == null) {
      return DEFAULT_OVERCOMMIT;
    }
    return Objects.requireNonNullElse(
        pool.getSpec().capacity().overcommitPercent(), DEFAULT_OVERCOMMIT);
  }

  /**
   * Bytes of virtual size that may still be promised to images.
   *
   * @param allocatable bytes that can be allocated now
   * @param pool the pool, or null for the default rules
   * @param promised bytes promised already and not yet allocated
   */
  static long promisable(long allocatable, @Nullable StoragePool pool, long promised) {
    int percent = overcommit(pool);
    if (percent == DEFAULT_OVERCOMMIT && promised >= 0) {
      return Math.max(0, allocatable - promised); // as nearly everywhere, and for every device
    }
    return BigInteger.valueOf(allocatable)
        .multiply(BigInteger.valueOf(percent))
        .divide(HUNDRED)
        .subtract(BigInteger.valueOf(promised))
        .max(BigInteger.ZERO)
        .min(MOST)
        .longValueExact();
  }

  private static String notReady(StorageDevice device) {
    StorageDeviceStatus status = device.getStatus();
    if (device.getMetadata().getDeletionTimestamp() != null) {
      return "it is being removed";
    }
    if (status == null || status.target() == null || status.capacity() == null) {
      return "it was not probed yet";
    }
    Condition ready = Conditions.find(status.conditions(), ConditionTypes.READY);
    if (ready == null || ConditionStatus.True.name().equals(ready.getStatus())) {
      return "";
    }
    String message = Objects.requireNonNullElse(ready.getMessage(), "");
    return Text.limit(
        message.isBlank()
            ? "its condition Ready is " + ready.getStatus() + " (" + ready.getReason() + ")"
            : message,
        Decisions.MESSAGE);
  }

  private static Map<Capability, CapabilityFact> capabilities(StorageDeviceStatus status) {
    Map<Capability, CapabilityFact> facts = new EnumMap<>(Capability.class);
    for (Capability has : orEmpty(status.has())) {
      facts.put(has, new CapabilityFact(CapabilityState.Present, ""));
    }
    for (CapabilityStatus one : orEmpty(status.capabilities())) {
      if (one.name() != null && one.state() != null) {
        facts.put(
            one.name(),
            new CapabilityFact(one.state(), Objects.requireNonNullElse(one.value(), "")));
      }
    }
    return Collections.unmodifiableMap(facts);
  }

  private static <T> List<T> orEmpty(@Nullable List<T> list) {
    return list == null ? List.of() : list;
  }

  private static Map<String, String> sorted(@Nullable Map<String, String> map) {
    return map == null ? Map.of() : Collections.unmodifiableMap(new TreeMap<>(map));
  }
}
