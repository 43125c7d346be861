package io.diskwright.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** The place that was probed: exactly one of directory and volumeGroup. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
    value = "has(self.directory) != has(self.volumeGroup)",
    message = "must have exactly one of directory and volumeGroup")
@ValidationRule(
    value = "!has(self.thinPool) || has(self.volumeGroup)",
    message = "needs volumeGroup beside it; name the group the thin pool is in",
    fieldPath = ".thinPool")
@ValidationRule(
    value = "!has(self.directory) || self.directory" + Cel.IS_PATH,
    message = Cel.PATH_MESSAGE,
    fieldPath = ".directory")
@ValidationRule(
    value = "!has(self.directory) || !self.directory" + Cel.HAS_DOTS,
    message = Cel.DOTS_MESSAGE,
    fieldPath = ".directory")
public record DeviceTarget(
    @JsonPropertyDescription("Path of the directory.") @Size(max = Cel.PATH_LENGTH)
        @Nullable String directory,
    @JsonPropertyDescription("Name of the volume group.") @Size(max = 127)
        @Nullable String volumeGroup,
    @JsonPropertyDescription("Name of the thin pool.") @Size(max = 127) @Nullable String thinPool) {
  /** As on the command line: a path, {@code vg0} or {@code vg0/pool0}. */
  public String text() {
    return directory != null
        ? directory
        : thinPool == null ? String.valueOf(volumeGroup) : volumeGroup + "/" + thinPool;
  }
}
