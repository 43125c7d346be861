package io.diskwright.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import org.jspecify.annotations.Nullable;

/** One layer between file system and hardware. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record StackLayer(
    @JsonPropertyDescription("Name of the layer.") String name,
    @JsonPropertyDescription("disk, partition, loop, raid1, dm-linear, filesystem and so on.")
        String type,
    @JsonPropertyDescription("How the disk is attached, such as nvme, sata, usb.")
        @Nullable String transport) {}
