package io.diskwright.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;

/** How the operator signs in at an array. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ArrayCredentials(
    @JsonPropertyDescription(
            "Secret in the operator's own namespace, with username, password and, where the array's certificate needs it, ca.crt.")
        SecretRef secretRef) {}
