package io.diskwright.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.diskwright.planner.ImageFormat;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** An image in a file on the node; gz, xz and zstd streams are unpacked. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(value = "self.path" + Cel.IS_PATH, message = Cel.PATH_MESSAGE, fieldPath = ".path")
@ValidationRule(
    value = "!self.path" + Cel.HAS_DOTS,
    message = Cel.DOTS_MESSAGE,
    fieldPath = ".path")
public record FileSource(
    @JsonPropertyDescription("Absolute path of the file.") @Size(max = Cel.PATH_LENGTH) String path,
    @JsonPropertyDescription(
            "Format of what is in it. Left out: told by its own first bytes, and raw if they are no other's.")
        @Nullable ImageFormat format) {
  /** A file that tells its format. */
  public FileSource(String path) {
    this(path, null);
  }
}
