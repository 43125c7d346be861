package io.diskwright.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.diskwright.planner.Confidence;

/** What is expected of the choice. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ExpectedCosts(
    @JsonPropertyDescription(
            "Expected performance, 0 to 1000; comparable between devices and demands.")
        int performance,
    @JsonPropertyDescription("Bytes on disk right after the image was made.") long allocatedBytes,
    @JsonPropertyDescription("Bytes on disk when the guest has written everything.")
        long maximumBytes,
    @JsonPropertyDescription(
            "Calibrated: measured on this device. Shipped: measured on one of its kind.")
        Confidence confidence) {}
