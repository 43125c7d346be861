package io.diskwright.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.diskwright.planner.Capability;
import io.diskwright.planner.DeviceKind;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/** One place that can hold images, as probed on its node. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record StorageDeviceStatus(
    @JsonPropertyDescription("Node it is on.") String nodeName,
    @JsonPropertyDescription("The place.") DeviceTarget target,
    @JsonPropertyDescription("What lies at the bottom.") DeviceKind kind,
    @JsonPropertyDescription("What tells it from every other.") DeviceIdentity identity,
    @JsonPropertyDescription("The layers, bottom first.") List<StackLayer> stack,
    @JsonPropertyDescription("Such as filesystem, rotational, logicalBlockSize.")
        SortedMap<String, String> properties,
    @JsonPropertyDescription("How much room there is.") DeviceCapacity capacity,
    @JsonPropertyDescription("Every capability with its evidence.")
        List<CapabilityStatus> capabilities,
    @JsonPropertyDescription("The capabilities in state Present, sorted.") List<Capability> has,
    @JsonPropertyDescription("The complement, sorted; Unknown counts as lacking.")
        List<Capability> lacks,
    @JsonPropertyDescription("Costs measured on this very device.")
        @Nullable Map<String, String> measurements,
    @JsonPropertyDescription("Ready and Healthy.") @Nullable List<Condition> conditions,
    @JsonPropertyDescription("What keys of images are sealed to, so that only its node reads them.")
        @Nullable SealingKey sealingKey) {
  /** Of a node without a key pair. */
  public StorageDeviceStatus(
      String nodeName,
      DeviceTarget target,
      DeviceKind kind,
      DeviceIdentity identity,
      List<StackLayer> stack,
      SortedMap<String, String> properties,
      DeviceCapacity capacity,
      List<CapabilityStatus> capabilities,
      List<Capability> has,
      List<Capability> lacks,
      @Nullable Map<String, String> measurements,
      @Nullable List<Condition> conditions) {
    this(
        nodeName,
        target,
        kind,
        identity,
        stack,
        properties,
        capacity,
        capabilities,
        has,
        lacks,
        measurements,
        conditions,
        null);
  }

  /** The same with another identity. */
  public StorageDeviceStatus with(DeviceIdentity other) {
    return with(other, capacity, conditions, sealingKey);
  }

  /** The same with another capacity. */
  public StorageDeviceStatus with(DeviceCapacity other) {
    return with(identity, other, conditions, sealingKey);
  }

  /** The same with other conditions. */
  public StorageDeviceStatus with(@Nullable List<Condition> others) {
    return with(identity, capacity, others, sealingKey);
  }

  /** The same with another key of its node. */
  public StorageDeviceStatus withSealingKey(@Nullable SealingKey other) {
    return with(identity, capacity, conditions, other);
  }

  private StorageDeviceStatus with(
      DeviceIdentity otherIdentity,
      DeviceCapacity otherCapacity,
      @Nullable List<Condition> otherConditions,
      @Nullable SealingKey otherKey) {
    return new StorageDeviceStatus(
        nodeName,
        target,
        kind,
        otherIdentity,
        stack,
        properties,
        otherCapacity,
        capabilities,
        has,
        lacks,
        measurements,
        otherConditions,
        otherKey);
  }
}
