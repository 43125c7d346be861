package io.diskwright.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import org.jspecify.annotations.Nullable;

/**
 * How much room there is. {@code free} and {@code allocatable} repeat the bytes for people: a
 * column of {@code kubectl get} prints an integer as it is and knows no quantities.
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record DeviceCapacity(
    @JsonPropertyDescription("Size of the file system or volume group.") long totalBytes,
    @JsonPropertyDescription("Bytes free for us.") long freeBytes,
    @JsonPropertyDescription("Free bytes less what the pool reserves.") long allocatableBytes,
    @JsonPropertyDescription("freeBytes rounded down, such as 46.5Gi; for people.") @Size(max = 16)
        @Nullable String free,
    @JsonPropertyDescription("allocatableBytes rounded down, such as 41.8Gi; for people.")
        @Size(max = 16)
        @Nullable String allocatable) {
  /** With the texts that go with the bytes. */
  public DeviceCapacity(long totalBytes, long freeBytes, long allocatableBytes) {
    this(
        totalBytes,
        freeBytes,
        allocatableBytes,
        ByteSize.rounded(freeBytes),
        ByteSize.rounded(allocatableBytes));
  }
}
