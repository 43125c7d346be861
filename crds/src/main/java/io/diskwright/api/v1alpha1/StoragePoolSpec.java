package io.diskwright.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.LabelSelector;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which places on which nodes may hold images. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
    value =
        "self.targets.all(one, !has(one.directory) || self.targets.exists_one(other,"
            + " has(other.directory) && other.directory.path == one.directory.path))",
    message = "has a directory that is there twice; remove one",
    fieldPath = ".targets")
public record StoragePoolSpec(
    @JsonPropertyDescription("Nodes the pool is on; empty for all.")
        @Nullable LabelSelector nodeSelector,
    @JsonPropertyDescription("The places.") @Size(min = 1, max = 64) List<PoolTarget> targets,
    @JsonPropertyDescription("What no system call can see.") @Size(max = 32)
        @Nullable List<DeclaredCapability> declaredCapabilities,
    @JsonPropertyDescription("How much may be used.") @Nullable PoolCapacity capacity,
    @JsonPropertyDescription(
            "Arrays that hold the places; the operator asks them for what no node can see.")
        @Size(max = 8)
        @Nullable List<ArraySpec> arrays,
    @JsonPropertyDescription(
            "When its nodes measure what images cost on their devices; never when it is missing.")
        @Nullable CalibrationSpec calibration,
    @JsonPropertyDescription("How often its images are compared with what was decided.")
        @Nullable VerificationSpec verification,
    @JsonPropertyDescription("What its images may be made from; blank ones may always be made.")
        @Nullable PoolSources sources) {
  /** A pool that is measured, and verified as usual, and whose images are blank. */
  public StoragePoolSpec(
      @Nullable LabelSelector nodeSelector,
      List<PoolTarget> targets,
      @Nullable List<DeclaredCapability> declaredCapabilities,
      @Nullable PoolCapacity capacity,
      @Nullable List<ArraySpec> arrays,
      @Nullable CalibrationSpec calibration) {
    this(nodeSelector, targets, declaredCapabilities, capacity, arrays, calibration, null, null);
  }

  /** A pool that is not measured. */
  public StoragePoolSpec(
      @Nullable LabelSelector nodeSelector,
      List<PoolTarget> targets,
      @Nullable List<DeclaredCapability> declaredCapabilities,
      @Nullable PoolCapacity capacity,
      @Nullable List<ArraySpec> arrays) {
    this(nodeSelector, targets, declaredCapabilities, capacity, arrays, null);
  }

  /** A pool without arrays. */
  public StoragePoolSpec(
      @Nullable LabelSelector nodeSelector,
      List<PoolTarget> targets,
      @Nullable List<DeclaredCapability> declaredCapabilities,
      @Nullable PoolCapacity capacity) {
    this(nodeSelector, targets, declaredCapabilities, capacity, null);
  }
}
