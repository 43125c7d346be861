package io.diskwright.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;

/** How far a long allocation is. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record AllocationProgress(
    @JsonPropertyDescription("What is being done.") String phase,
    @JsonPropertyDescription("Bytes done.") long doneBytes,
    @JsonPropertyDescription("Bytes in all.") long totalBytes) {}
