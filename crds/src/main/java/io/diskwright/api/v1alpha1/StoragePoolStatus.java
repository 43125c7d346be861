package io.diskwright.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What became of the pool. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record StoragePoolStatus(
    @JsonPropertyDescription("Generation of the spec this status speaks of.")
        @Nullable Long observedGeneration,
    @JsonPropertyDescription("Number of StorageDevices published for it.")
        @Nullable Integer devices,
    @JsonPropertyDescription("Number of those that are ready.") @Nullable Integer readyDevices,
    @JsonPropertyDescription("Sum of their sizes.") @Nullable Long totalBytes,
    @JsonPropertyDescription("Sum of what can be allocated.") @Nullable Long allocatableBytes,
    @JsonPropertyDescription("Ready, and ArraysReachable where the pool has arrays.")
        @Nullable List<Condition> conditions,
    @JsonPropertyDescription("What the arrays of spec.arrays said of themselves.") @Size(max = 8)
        @Nullable List<ArrayStatus> arrays) {}
