package io.diskwright.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the node did. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record DiskAllocationStatus(
    @JsonPropertyDescription("Generation of the spec this status speaks of.")
        @Nullable Long observedGeneration,
    @JsonPropertyDescription("What is on disk.") @Nullable AllocationResult allocation,
    @JsonPropertyDescription("How far a long allocation is.") @Nullable AllocationProgress progress,
    @JsonPropertyDescription("Allocated and Ready.") @Nullable List<Condition> conditions) {}
