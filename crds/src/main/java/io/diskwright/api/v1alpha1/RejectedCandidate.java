package io.diskwright.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.diskwright.planner.AllocationPolicy;
import io.diskwright.planner.ImageFormat;
import io.diskwright.planner.RejectionReason;
import java.util.Map;

/** One candidate that was not chosen. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RejectedCandidate(
    @JsonPropertyDescription("StorageDevice it would have been on.") String device,
    @JsonPropertyDescription("Its allocation policy.") AllocationPolicy policy,
    @JsonPropertyDescription("Its format.") ImageFormat format,
    @JsonPropertyDescription("Its options, by QEMU's names.") Map<String, String> options,
    @JsonPropertyDescription("Why not, in one word.") RejectionReason reason,
    @JsonPropertyDescription("Why not, for people.") String message,
    @JsonPropertyDescription("0 to 1000; 0 when it breaks a constraint.") int score) {}
