package io.diskwright.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import org.jspecify.annotations.Nullable;

/** How the image is handed over. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Attachment(
    @JsonPropertyDescription(
            "PersistentVolumeClaim of its namespace that carries it; absent when none can.")
        @Nullable String claimName,
    @JsonPropertyDescription("Filesystem (the image is the file disk.img in it) or Block.")
        @Nullable String volumeMode,
    @JsonPropertyDescription("JSON for QEMU's -blockdev.") @Nullable String blockdev,
    @JsonPropertyDescription("Direct or Export.") @Nullable String view) {}
