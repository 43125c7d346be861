package io.diskwright.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.util.List;

/** One reason for the choice. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record BecauseEntry(
    @JsonPropertyDescription("Name of the rule.") String rule,
    @JsonPropertyDescription("The reason, for people.") String message,
    @JsonPropertyDescription(
            "What it rests on, such as lacks/Snapshotting or requires/Snapshotting.")
        List<String> uses) {}
