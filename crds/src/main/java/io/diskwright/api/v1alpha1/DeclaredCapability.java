package io.diskwright.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.diskwright.planner.Capability;
import io.diskwright.planner.CapabilityState;
import org.jspecify.annotations.Nullable;

/** What no system call can see, as declared. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record DeclaredCapability(
    @JsonPropertyDescription("Name of the capability.") Capability name,
    @JsonPropertyDescription("Present or Absent.") CapabilityState state,
    @JsonPropertyDescription("More about it, such as raid1.") @Nullable String value,
    @JsonPropertyDescription("Where the declaration comes from. Default ConfigurationFile.")
        @Nullable EvidenceSource source,
    @JsonPropertyDescription("For people.") @Nullable String detail) {}
