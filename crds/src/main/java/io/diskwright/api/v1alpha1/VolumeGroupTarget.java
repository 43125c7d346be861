package io.diskwright.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import org.jspecify.annotations.Nullable;

/** An LVM volume group that may hold images. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record VolumeGroupTarget(
    @JsonPropertyDescription("Name of the volume group.") String name,
    @JsonPropertyDescription("Name of a thin pool in it.") @Nullable String thinPool) {}
