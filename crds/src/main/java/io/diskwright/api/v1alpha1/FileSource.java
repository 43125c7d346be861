package io.diskwright.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;

/** An image in a file on the node. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(value = "self.path" + Cel.IS_PATH, message = Cel.PATH_MESSAGE, fieldPath = ".path")
@ValidationRule(
    value = "!self.path" + Cel.HAS_DOTS,
    message = Cel.DOTS_MESSAGE,
    fieldPath = ".path")
public record FileSource(
    @JsonPropertyDescription("Absolute path of the file.") @Size(max = Cel.PATH_LENGTH)
        String path) {}
