package io.diskwright.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.diskwright.planner.AllocationPolicy;
import io.diskwright.planner.Capability;
import io.diskwright.planner.ImageFormat;
import io.diskwright.planner.Strategy;
import java.util.List;
import java.util.Map;

/** What was decided, and why. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Decision(
    @JsonPropertyDescription("How the choice was made.") Strategy strategy,
    @JsonPropertyDescription("Name of the StorageDevice.") String device,
    @JsonPropertyDescription("Name of its node.") String node,
    @JsonPropertyDescription("How much is allocated up front.") AllocationPolicy policy,
    @JsonPropertyDescription("Format the image is stored in.") ImageFormat format,
    @JsonPropertyDescription("Options by QEMU's own names; preallocation is always there.")
        Map<String, String> options,
    @JsonPropertyDescription("0 to 1000.") int score,
    @JsonPropertyDescription("What is expected of the choice.") ExpectedCosts expected,
    @JsonPropertyDescription("Why, most important first.") List<BecauseEntry> because,
    @JsonPropertyDescription("The complement of the device at the time of the decision.")
        List<Capability> lacks,
    @JsonPropertyDescription("The best other candidates, best first, at most 16.")
        List<RejectedCandidate> rejected,
    @JsonPropertyDescription("Number of candidates looked at.") int considered) {}
