package io.diskwright.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.diskwright.planner.CapabilityState;
import org.jspecify.annotations.Nullable;

/** What one more source said of a capability. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Observation(
    @JsonPropertyDescription("Kind of source.") EvidenceSource source,
    @JsonPropertyDescription("The call, file or query.") String call,
    @JsonPropertyDescription("What came back.") String result,
    @JsonPropertyDescription("The state it speaks for.") CapabilityState state,
    @JsonPropertyDescription("For people.") @Nullable String detail) {}
