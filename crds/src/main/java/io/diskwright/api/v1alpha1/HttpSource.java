package io.diskwright.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import org.jspecify.annotations.Nullable;

/** An image to download. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record HttpSource(
    @JsonPropertyDescription("Address of the image, http or https.") String url,
    @JsonPropertyDescription("Expected SHA-256 checksum, 64 hexadecimal digits.")
        @Nullable String sha256) {}
