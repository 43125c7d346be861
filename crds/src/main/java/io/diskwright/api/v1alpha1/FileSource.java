package io.diskwright.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;

/** An image in a file on the node. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record FileSource(@JsonPropertyDescription("Absolute path of the file.") String path) {}
