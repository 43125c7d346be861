package io.diskwright.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;

/** A directory that may hold images. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record DirectoryTarget(
    @JsonPropertyDescription(
            "Absolute path; created 0700 if missing, never formatted, never mounted.")
        String path) {}
