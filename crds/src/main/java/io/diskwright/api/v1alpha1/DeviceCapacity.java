package io.diskwright.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;

/** How much room there is. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record DeviceCapacity(
    @JsonPropertyDescription("Size of the file system.") long totalBytes,
    @JsonPropertyDescription("Bytes free for us.") long freeBytes,
    @JsonPropertyDescription("Free bytes less what the pool reserves.") long allocatableBytes) {}
