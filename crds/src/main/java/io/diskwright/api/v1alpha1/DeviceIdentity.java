package io.diskwright.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import org.jspecify.annotations.Nullable;

/** What tells this place from every other. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record DeviceIdentity(
    @JsonPropertyDescription("UUID of the file system.") @Nullable String filesystemUuid,
    @JsonPropertyDescription("World-wide name of the disk.") @Nullable String wwn,
    @JsonPropertyDescription("Serial number of the disk.") @Nullable String serial,
    @JsonPropertyDescription("Model of the disk.") @Nullable String model,
    @JsonPropertyDescription("Machine id of the node.") @Nullable String machineId,
    @JsonPropertyDescription(
            "Identity that the pool wrote on the medium when it first used it: a marker file or an LV tag.")
        @Nullable String marker) {
  /** Of a place that bears no marker. */
  public DeviceIdentity(
      @Nullable String filesystemUuid,
      @Nullable String wwn,
      @Nullable String serial,
      @Nullable String model,
      @Nullable String machineId) {
    this(filesystemUuid, wwn, serial, model, machineId, null);
  }

  /** The same, bearing that marker. */
  public DeviceIdentity marked(@Nullable String uuid) {
    return new DeviceIdentity(filesystemUuid, wwn, serial, model, machineId, uuid);
  }
}
