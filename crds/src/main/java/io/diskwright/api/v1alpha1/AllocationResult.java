package io.diskwright.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;

/** What is on disk. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record AllocationResult(
    @JsonPropertyDescription("Bytes allocated on disk.") long allocatedBytes,
    @JsonPropertyDescription("Bytes the guest sees.") long virtualBytes,
    @JsonPropertyDescription("Where the image is on its node.") String path,
    @JsonPropertyDescription("When it was last verified, RFC 3339.") String verifiedAt,
    @JsonPropertyDescription("How it was verified.") String verifiedBy) {}
