package io.diskwright.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import org.jspecify.annotations.Nullable;

/** The place that was probed: exactly one of directory and volumeGroup. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record DeviceTarget(
    @JsonPropertyDescription("Path of the directory.") @Nullable String directory,
    @JsonPropertyDescription("Name of the volume group.") @Nullable String volumeGroup,
    @JsonPropertyDescription("Name of the thin pool.") @Nullable String thinPool) {}
