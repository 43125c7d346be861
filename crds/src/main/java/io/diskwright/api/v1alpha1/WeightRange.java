package io.diskwright.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** Weights that are allowed, both ends included. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
    value = "!has(self.min) || !has(self.max) || self.min <= self.max",
    message = "has a min above its max; swap them")
public record WeightRange(
    @JsonPropertyDescription("The least weight allowed. Default 0.") @Min(0) @Max(100)
        @Nullable Integer min,
    @JsonPropertyDescription("The greatest weight allowed. Default 100.") @Min(0) @Max(100)
        @Nullable Integer max) {}
