package io.diskwright.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** An image to download. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
    value = "self.url.matches('^https?://[^[:space:]/?#]+[^[:space:]]*$')",
    message = "is no address; start it with https:// or http://",
    fieldPath = ".url")
@ValidationRule(
    value = "!has(self.sha256) || self.sha256.matches('^[0-9a-fA-F]{64}$')",
    message = "is no SHA-256; write its 64 hexadecimal digits",
    fieldPath = ".sha256")
public record HttpSource(
    @JsonPropertyDescription("Address of the image, http or https.") @Size(max = 2048) String url,
    @JsonPropertyDescription("Expected SHA-256 checksum, 64 hexadecimal digits.") @Size(max = 64)
        @Nullable String sha256) {}
