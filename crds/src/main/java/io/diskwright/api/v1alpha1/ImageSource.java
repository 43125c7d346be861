package io.diskwright.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** Where the first content comes from: exactly one. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
    value =
        "[has(self.blank), has(self.http), has(self.file), has(self.image), has(self.claim)].exists_one(given, given)",
    message = "must have exactly one of blank, http, file, image and claim, such as {blank: {}}")
public record ImageSource(
    @JsonPropertyDescription("Empty: all zeroes. The default.") @Nullable BlankSource blank,
    @JsonPropertyDescription("Downloaded.") @Nullable HttpSource http,
    @JsonPropertyDescription("A file on the node.") @Nullable FileSource file,
    @JsonPropertyDescription("Another VmDiskImage of the same namespace.")
        @Nullable NamedSource image,
    @JsonPropertyDescription("A PersistentVolumeClaim of the same namespace.")
        @Nullable NamedSource claim) {}
