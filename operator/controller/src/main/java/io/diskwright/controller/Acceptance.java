package io.diskwright.controller;

import io.diskwright.api.v1alpha1.EffectiveSpec;
import io.diskwright.api.v1alpha1.PlacementSpec;
import io.diskwright.api.v1alpha1.Reasons;
import io.diskwright.api.v1alpha1.StoragePool;
import io.diskwright.api.v1alpha1.VmDiskImage;
import io.diskwright.api.v1alpha1.VmDiskImageStatus;
import io.diskwright.decision.Classes;
import io.diskwright.decision.Resolution;
import io.diskwright.decision.SpecValidator;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Whether what is wanted makes sense.
 *
 * @param message what is wrong and what to do, or that nothing is wrong
 * @param effective what to decide by; null when not accepted
 */
record Acceptance(Reasons.Accepted reason, String message, @Nullable EffectiveSpec effective) {
  private static final SpecValidator.Problem NO_SIZE =
      new SpecValidator.Problem(
          "spec.size",
          "is missing, and the operator cannot look into spec.source, which a node reads; write it,"
              + " at least the size the guest sees of the source");

  boolean accepted() {
    return reason == Reasons.Accepted.Valid;
  }

  /** Looks at the spec, its class, and whether the pool it names is there. */
  static Acceptance of(VmDiskImage image, Collection<StoragePool> pools, Classes classes) {
    List<SpecValidator.Problem> problems = SpecValidator.validate(image.getSpec());
    if (problems.isEmpty() && image.getSpec().size() == null) {
      problems = List.of(NO_SIZE);
    }
    if (!problems.isEmpty()) {
      return refused(Reasons.Accepted.Invalid, problems);
    }
    return switch (resolve(image, classes)) {
      case Resolution.Refused refused -> refused(refused.reason(), refused.problems());
      case Resolution.Resolved resolved -> placed(resolved.effective(), pools);
    };
  }

  /**
   * What {@code image} is to be decided by. What is decided already stays as its class was then,
   * unless nothing is to be made of it.
   */
  static Resolution resolve(VmDiskImage image, Classes classes) {
    VmDiskImageStatus status = image.getStatus();
    boolean stays =
        status != null
            && status.decision() != null
            && (status.allocation() != null || !Boolean.TRUE.equals(image.getSpec().planOnly()));
    return classes.resolve(image.getSpec(), stays ? status.effective() : null);
  }

  /** The same, unless the image is to be encrypted and its key is missing. */
  Acceptance with(ImageKeys.Key key) {
    return accepted() && key instanceof ImageKeys.Key.Missing missing
        ? new Acceptance(Reasons.Accepted.SecretMissing, missing.why(), effective)
        : this;
  }

  /** {@code image} as it was accepted; a plan alone that was made for other wishes is dropped. */
  VmDiskImage on(VmDiskImage image) {
    EffectiveSpec accepted = Objects.requireNonNull(effective, "not accepted");
    VmDiskImage resolved = new Resolution.Resolved(accepted).on(image);
    VmDiskImageStatus status = resolved.getStatus();
    boolean otherWishes =
        Classes.recorded(image).map(recorded -> !recorded.equals(accepted)).orElse(false);
    if (otherWishes
        && status.allocation() == null
        && Boolean.TRUE.equals(image.getSpec().planOnly())) {
      resolved.setStatus(new VmDiskImageStatus(null, null, null, null, null, accepted));
    }
    return resolved;
  }

  private static Acceptance placed(EffectiveSpec effective, Collection<StoragePool> pools) {
    PlacementSpec placement = effective.placement();
    String pool = placement == null || placement.pool() == null ? "" : placement.pool();
    List<String> names = pools.stream().map(p -> p.getMetadata().getName()).sorted().toList();
    if (!pool.isEmpty() && !names.contains(pool)) {
      boolean ofClass = effective.from().isClass("placement.pool");
      return new Acceptance(
          Reasons.Accepted.UnknownPool,
          "%s: there is no StoragePool '%s'; create it, or name one there is: %s"
              .formatted(
                  ofClass
                      ? "placement.pool of the VmDiskClass " + effective.className()
                      : "spec.placement.pool",
                  pool,
                  names.isEmpty() ? "none yet" : String.join(", ", names)),
          null);
    }
    return new Acceptance(Reasons.Accepted.Valid, "The spec is valid.", effective);
  }

  private static Acceptance refused(Reasons.Accepted reason, List<SpecValidator.Problem> problems) {
    return new Acceptance(
        reason,
        problems.stream()
            .map(p -> p.field() + ": " + p.message())
            .collect(Collectors.joining("; ")),
        null);
  }
}
