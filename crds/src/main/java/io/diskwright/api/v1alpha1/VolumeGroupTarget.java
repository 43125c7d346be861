package io.diskwright.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** An LVM volume group that may hold images. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
    value = "self.name.matches('^[a-zA-Z0-9+_.][a-zA-Z0-9+_.-]*$')",
    message = "is no name of a volume group; write it as vgs prints it",
    fieldPath = ".name")
@ValidationRule(
    value = "!has(self.thinPool) || self.thinPool.matches('^[a-zA-Z0-9+_.][a-zA-Z0-9+_.-]*$')",
    message = "is no name of a thin pool; write it as lvs prints it",
    fieldPath = ".thinPool")
public record VolumeGroupTarget(
    @JsonPropertyDescription("Name of the volume group.") @Size(max = 127) String name,
    @JsonPropertyDescription("Name of a thin pool in it.") @Size(max = 127)
        @Nullable String thinPool) {}
