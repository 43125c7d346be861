package io.diskwright.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;

/** One entry of a Secret of the same namespace. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(value = "self.name" + Cel.IS_NAME, message = Cel.NAME_MESSAGE, fieldPath = ".name")
@ValidationRule(
    value = "self.key.matches('^[-._a-zA-Z0-9]+$')",
    message =
        "is not an entry of a Secret; use letters, digits, '-', '_' and '.', such as passphrase",
    fieldPath = ".key")
public record SecretKeyRef(
    @JsonPropertyDescription("Name of the Secret.") @Size(max = Cel.NAME_LENGTH) String name,
    @JsonPropertyDescription("Entry of the Secret.") @Size(max = Cel.NAME_LENGTH) String key) {}
