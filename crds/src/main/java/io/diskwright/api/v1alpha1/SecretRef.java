package io.diskwright.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;

/** A whole Secret. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(value = "self.name" + Cel.IS_NAME, message = Cel.NAME_MESSAGE, fieldPath = ".name")
public record SecretRef(
    @JsonPropertyDescription("Name of the Secret.") @Size(max = Cel.NAME_LENGTH) String name) {}
