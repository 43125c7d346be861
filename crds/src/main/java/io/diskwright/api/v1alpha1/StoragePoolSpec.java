package io.diskwright.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.kubernetes.api.model.LabelSelector;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which places on which nodes may hold images. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record StoragePoolSpec(
    @JsonPropertyDescription("Nodes the pool is on; empty for all.")
        @Nullable LabelSelector nodeSelector,
    @JsonPropertyDescription("The places.") List<PoolTarget> targets,
    @JsonPropertyDescription("What no system call can see.")
        @Nullable List<DeclaredCapability> declaredCapabilities,
    @JsonPropertyDescription("How much may be used.") @Nullable PoolCapacity capacity) {}
