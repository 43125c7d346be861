package io.diskwright.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What was decided and why, and where the image is. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record VmDiskImageStatus(
    @JsonPropertyDescription("Generation of the spec this status speaks of.")
        @Nullable Long observedGeneration,
    @JsonPropertyDescription("What was decided.") @Nullable Decision decision,
    @JsonPropertyDescription("What is on disk.") @Nullable AllocationResult allocation,
    @JsonPropertyDescription("How it is handed over.") @Nullable Attachment attachment,
    @JsonPropertyDescription("Accepted, Planned, Allocated, Published, Ready.")
        @Nullable List<Condition> conditions,
    @JsonPropertyDescription("What was decided by, and where each field of it came from.")
        @Nullable EffectiveSpec effective) {
  /** With nothing said of what was decided by. */
  public VmDiskImageStatus(
      @Nullable Long observedGeneration,
      @Nullable Decision decision,
      @Nullable AllocationResult allocation,
      @Nullable Attachment attachment,
      @Nullable List<Condition> conditions) {
    this(observedGeneration, decision, allocation, attachment, conditions, null);
  }

  /** The same with another spec that was decided by. */
  public VmDiskImageStatus withEffective(@Nullable EffectiveSpec other) {
    return new VmDiskImageStatus(
        observedGeneration, decision, allocation, attachment, conditions, other);
  }
}
