package io.diskwright.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import org.jspecify.annotations.Nullable;

/** What an answer rests on. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Evidence(
    @JsonPropertyDescription("Kind of source.") EvidenceSource source,
    @JsonPropertyDescription("The call and the arguments that matter.") String call,
    @JsonPropertyDescription("What came back: errno or value.") String result,
    @JsonPropertyDescription("For people.") @Nullable String detail) {}
