package io.diskwright.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import org.jspecify.annotations.Nullable;

/** How much of the place may be used. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record PoolCapacity(
    @JsonPropertyDescription("Percent of the total that is kept free. Default 10.")
        @Nullable Integer reservePercent,
    @JsonPropertyDescription(
            "Virtual sizes promised to images, in percent of what is there. Default 100.")
        @Nullable Integer overcommitPercent) {}
