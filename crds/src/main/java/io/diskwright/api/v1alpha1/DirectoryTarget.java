package io.diskwright.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** A directory that may hold images. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(value = "self.path" + Cel.IS_PATH, message = Cel.PATH_MESSAGE, fieldPath = ".path")
@ValidationRule(
    value = "!self.path" + Cel.HAS_DOTS,
    message = Cel.DOTS_MESSAGE,
    fieldPath = ".path")
public record DirectoryTarget(
    @JsonPropertyDescription(
            "Absolute path; created 0700 if missing, never formatted, never mounted.")
        @Size(max = Cel.PATH_LENGTH)
        String path,
    @JsonPropertyDescription(
            "Use it only while a whole file system is mounted just there, and write nothing below a"
                + " mount that is missing. Default false.")
        @Default("false")
        @Nullable Boolean requireMountPoint) {
  /** A directory wherever it is. */
  public DirectoryTarget(String path) {
    this(path, null);
  }
}
