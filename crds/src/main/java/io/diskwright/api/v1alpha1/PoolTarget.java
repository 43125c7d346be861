package io.diskwright.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import org.jspecify.annotations.Nullable;

/** One place: exactly one of its members. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record PoolTarget(
    @JsonPropertyDescription("A directory.") @Nullable DirectoryTarget directory,
    @JsonPropertyDescription("An LVM volume group.") @Nullable VolumeGroupTarget volumeGroup) {}
