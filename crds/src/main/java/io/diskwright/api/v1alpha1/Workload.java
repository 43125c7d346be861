package io.diskwright.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.diskwright.planner.Access;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import org.jspecify.annotations.Nullable;

/** Hints about what the guest will do. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Workload(
    @JsonPropertyDescription("The pattern of writes: Random, Sequential or Mixed. Default Mixed.")
        @Nullable Access access,
    @JsonPropertyDescription(
            "Percent of the size expected to be written over the life of the image. Default 50.")
        @Min(0)
        @Max(100)
        @Nullable Integer expectedFill) {}
