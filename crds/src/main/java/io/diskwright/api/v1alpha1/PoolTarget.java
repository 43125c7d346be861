package io.diskwright.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** One place: exactly one of its members. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
    value = "has(self.directory) != has(self.volumeGroup)",
    message =
        "must have exactly one of directory and volumeGroup, such as directory: {path: /some/where}")
public record PoolTarget(
    @JsonPropertyDescription("A directory.") @Nullable DirectoryTarget directory,
    @JsonPropertyDescription("An LVM volume group.") @Nullable VolumeGroupTarget volumeGroup) {}
