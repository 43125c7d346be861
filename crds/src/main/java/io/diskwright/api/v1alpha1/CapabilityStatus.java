package io.diskwright.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.diskwright.planner.Capability;
import io.diskwright.planner.CapabilityState;
import org.jspecify.annotations.Nullable;

/** One capability, with its evidence. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record CapabilityStatus(
    @JsonPropertyDescription("Name of the capability.") Capability name,
    @JsonPropertyDescription("Present, Absent or Unknown (could not be asked).")
        CapabilityState state,
    @JsonPropertyDescription("More about it, such as raid1.") @Nullable String value,
    @JsonPropertyDescription("What the answer rests on.") Evidence evidence) {}
