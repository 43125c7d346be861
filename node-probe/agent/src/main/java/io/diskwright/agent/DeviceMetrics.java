package io.diskwright.agent;

import io.diskwright.api.v1alpha1.DeviceCapacity;
import io.diskwright.api.v1alpha1.Labels;
import io.diskwright.api.v1alpha1.StorageDevice;
import io.diskwright.api.v1alpha1.StorageDeviceStatus;
import io.fabric8.kubernetes.api.model.Condition;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;

/** What is published of this node's devices, as gauges: a few dozen series for each device. */
final class DeviceMetrics {
  private final MultiGauge kinds;
  private final MultiGauge capabilities;
  private final MultiGauge conditions;
  private final Map<MultiGauge, ToLongFunction<DeviceCapacity>> capacities;

  DeviceMetrics(MeterRegistry registry) {
    kinds = gauge(registry, "kind", "1 for each device, with what it is");
    capabilities = gauge(registry, "capability", "1 for each capability, with its state");
    conditions = gauge(registry, "condition", "1 where the condition is True, 0 False, -1 Unknown");
    capacities =
        Map.of(
            gauge(registry, "total.bytes", "Size of the file system or volume group"),
            DeviceCapacity::totalBytes,
            gauge(registry, "free.bytes", "Bytes free for images"),
            DeviceCapacity::freeBytes,
            gauge(registry, "allocatable.bytes", "Free bytes less what the pool reserves"),
            DeviceCapacity::allocatableBytes);
  }

  /** Shows these devices, and no other any more. */
  void show(Collection<StorageDevice> devices) {
    List<StorageDevice> known = devices.stream().filter(d -> d.getStatus() != null).toList();
    kinds.register(rows(known, DeviceMetrics::kind), true);
    capabilities.register(rows(known, DeviceMetrics::capabilities), true);
    conditions.register(rows(known, DeviceMetrics::conditions), true);
    capacities.forEach(
        (gauge, part) -> gauge.register(rows(known, device -> capacity(device, part)), true));
  }

  private static List<MultiGauge.Row<?>> rows(
      List<StorageDevice> devices, Function<StorageDevice, Stream<MultiGauge.Row<?>>> one) {
    return devices.stream().flatMap(one).toList();
  }

  private static Stream<MultiGauge.Row<?>> kind(StorageDevice device) {
    StorageDeviceStatus status = device.getStatus();
    String filesystem = status.properties().getOrDefault("filesystem", "");
    return Stream.of(
        MultiGauge.Row.of(
            tags(device).and("kind", status.kind().name(), "filesystem", filesystem), 1));
  }

  private static Stream<MultiGauge.Row<?>> capabilities(StorageDevice device) {
    return device.getStatus().capabilities().stream()
        .<MultiGauge.Row<?>>map(
            one ->
                MultiGauge.Row.of(
                    tags(device).and("capability", one.name().name(), "state", one.state().name()),
                    1));
  }

  private static Stream<MultiGauge.Row<?>> conditions(StorageDevice device) {
    List<Condition> all = device.getStatus().conditions();
    List<Condition> known = all == null ? List.of() : all;
    return known.stream()
        .<MultiGauge.Row<?>>map(
            one ->
                MultiGauge.Row.of(
                    tags(device).and("type", one.getType(), "reason", one.getReason()),
                    value(one)));
  }

  private static Stream<MultiGauge.Row<?>> capacity(
      StorageDevice device, ToLongFunction<DeviceCapacity> part) {
    DeviceCapacity capacity = device.getStatus().capacity();
    return capacity == null
        ? Stream.empty()
        : Stream.of(MultiGauge.Row.of(tags(device), part.applyAsLong(capacity)));
  }

  private static int value(Condition condition) {
    return switch (condition.getStatus()) {
      case "True" -> 1;
      case "False" -> 0;
      default -> -1;
    };
  }

  private static Tags tags(StorageDevice device) {
    Map<String, String> labels =
        Objects.requireNonNullElse(device.getMetadata().getLabels(), Map.of());
    return Tags.of(
        "device", device.getMetadata().getName(), "pool", labels.getOrDefault(Labels.POOL, ""));
  }

  private static MultiGauge gauge(MeterRegistry registry, String name, String description) {
    return MultiGauge.builder("diskwright.device." + name)
        .description(description)
        .register(registry);
  }
}
