package io.diskwright.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.diskwright.planner.ImageFormat;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** An image to download; gz, xz and zstd streams are unpacked. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
    value = "self.url.matches('^https?://[^[:space:]/?#]+[^[:space:]]*$')",
    message = "is no address; start it with https:// or http://",
    fieldPath = ".url")
@ValidationRule(
    value = "has(self.sha256) != (has(self.insecureSkipChecksum) && self.insecureSkipChecksum)",
    message =
        "must have exactly one of sha256, as the publisher names it, and insecureSkipChecksum: true")
@ValidationRule(
    value = "!self.url.matches('^https?://[^/?#]*@')",
    message = "names a user, and everybody who reads the object would see it; leave it out",
    fieldPath = ".url")
@ValidationRule(
    value = "!has(self.sha256) || self.sha256.matches('^[0-9a-fA-F]{64}$')",
    message = "is no SHA-256; write its 64 hexadecimal digits",
    fieldPath = ".sha256")
public record HttpSource(
    @JsonPropertyDescription("Address of the image, http or https.") @Size(max = 2048) String url,
    @JsonPropertyDescription("SHA-256 of all its bytes, 64 hexadecimal digits.") @Size(max = 64)
        @Nullable String sha256,
    @JsonPropertyDescription(
            "Take whatever the server sends, when nobody knows the checksum. Default false.")
        @Default("false")
        @Nullable Boolean insecureSkipChecksum,
    @JsonPropertyDescription(
            "Format of what comes. Left out: told by its own first bytes, and raw if they are no other's.")
        @Nullable ImageFormat format) {}
