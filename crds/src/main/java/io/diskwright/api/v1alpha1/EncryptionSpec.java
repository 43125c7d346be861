package io.diskwright.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import org.jspecify.annotations.Nullable;

/** How the image is encrypted. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record EncryptionSpec(
    @JsonPropertyDescription(
            "Secret that holds the passphrase; default: a key is generated into a Secret owned by the image.")
        @Nullable SecretKeyRef secretRef) {}
