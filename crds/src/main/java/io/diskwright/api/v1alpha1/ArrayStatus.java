package io.diskwright.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What an array said of itself, and whether it still does. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ArrayStatus(
    @JsonPropertyDescription("Name of the array in spec.arrays.") String name,
    @JsonPropertyDescription("How it went, the last time it was asked.")
        Reasons.ArraysReachable reason,
    @JsonPropertyDescription("The same for people, and what to do.") @Nullable String message,
    @JsonPropertyDescription("What the answer is about, by its name on the array.")
        @Nullable String element,
    @JsonPropertyDescription(
            "What it said, the last time it answered; an array that stops answering keeps them.")
        @Size(max = 32)
        List<DeclaredCapability> capabilities) {}
