package io.diskwright.controller;

import io.diskwright.api.v1alpha1.PlacementSpec;
import io.diskwright.api.v1alpha1.Reasons;
import io.diskwright.api.v1alpha1.StoragePool;
import io.diskwright.api.v1alpha1.VmDiskImage;
import io.diskwright.decision.SpecValidator;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Whether what is wanted makes sense.
 *
 * @param message what is wrong and what to do, or that nothing is wrong
 */
record Acceptance(Reasons.Accepted reason, String message) {
  boolean accepted() {
    return reason == Reasons.Accepted.Valid;
  }

  /** Looks at the spec, and whether the pool it names is there. */
  static Acceptance of(VmDiskImage image, Collection<StoragePool> pools) {
    List<SpecValidator.Problem> problems = SpecValidator.validate(image.getSpec());
    if (!problems.isEmpty()) {
      return new Acceptance(
          Reasons.Accepted.Invalid,
          problems.stream()
              .map(p -> p.field() + ": " + p.message())
              .collect(Collectors.joining("; ")));
    }
    PlacementSpec placement = image.getSpec().placement();
    String pool = placement == null || placement.pool() == null ? "" : placement.pool();
    List<String> names = pools.stream().map(p -> p.getMetadata().getName()).sorted().toList();
    if (!pool.isEmpty() && !names.contains(pool)) {
      return new Acceptance(
          Reasons.Accepted.UnknownPool,
          "spec.placement.pool: there is no StoragePool '%s'; create it, or name one there is: %s"
              .formatted(pool, names.isEmpty() ? "none yet" : String.join(", ", names)));
    }
    return new Acceptance(Reasons.Accepted.Valid, "The spec is valid.");
  }
}
