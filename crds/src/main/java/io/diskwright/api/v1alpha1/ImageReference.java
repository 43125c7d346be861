package io.diskwright.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;

/** The VmDiskImage an order is for. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ImageReference(
    @JsonPropertyDescription("Its name.") String name,
    @JsonPropertyDescription("Its UID; names the files.") String uid) {}
