package io.diskwright.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import org.jspecify.annotations.Nullable;

/** How much of the place may be used. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record PoolCapacity(
    @JsonPropertyDescription("Percent of the total that is kept free. Default 10.")
        @Default("10")
        @Min(0)
        @Max(95)
        @Nullable Integer reservePercent,
    @JsonPropertyDescription(
            "Virtual sizes promised to images, in percent of what is there. Default 100.")
        @Default("100")
        @Min(1)
        @Max(10000)
        @Nullable Integer overcommitPercent) {}
