package io.diskwright.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;

/** An object of the same namespace. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record NamedSource(@JsonPropertyDescription("Name of the object.") String name) {}
