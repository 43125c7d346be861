package io.diskwright.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;

/** The passphrase of an image, as only its node can read it, and only for this very order. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
    value = "self.keyId.matches('^[0-9a-f]{16}$')",
    message = "must be the id of a node's sealingKey: 16 hexadecimal digits",
    fieldPath = ".keyId")
@ValidationRule(
    value = "self.ciphertext.matches('^[A-Za-z0-9+/]+={0,2}$')",
    message = "must be Base64",
    fieldPath = ".ciphertext")
public record SealedKey(
    @JsonPropertyDescription("The id of the StorageDevice's sealingKey it is sealed to.")
        @Size(max = 16)
        String keyId,
    @JsonPropertyDescription(
            "By HPKE, RFC 9180, base mode: X25519, HKDF-SHA256, AES-256-GCM; the encapsulated key, then the ciphertext; in Base64.")
        @Size(max = 1024)
        String ciphertext) {}
