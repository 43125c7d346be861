package io.diskwright.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import java.util.Objects;

/**
 * The public half of a node's key pair. All devices of a node bear the same, so one copy of it is
 * held in memory: a site has thousands of devices.
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record SealingKey(
    @JsonPropertyDescription(
            "Tells this key from those the node had before: the first 16 hexadecimal digits of the SHA-256 of publicKey.")
        @Size(max = 16)
        String id,
    @JsonPropertyDescription("X25519 public key, RFC 7748, in Base64.") @Size(max = 44)
        String publicKey) {
  /** Shares the text with all others that are equal. */
  public SealingKey {
    id = Objects.requireNonNullElse(id, "").intern();
    publicKey = Objects.requireNonNullElse(publicKey, "").intern();
  }
}
