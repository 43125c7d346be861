package io.diskwright.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;

/** An empty image. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record BlankSource() {}
