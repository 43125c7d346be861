package io.diskwright.decision;

import io.diskwright.api.v1alpha1.StoragePoolSpec;
import io.diskwright.api.v1alpha1.VmDiskImageSpec;
import java.util.List;

/** The rules that types alone cannot say; the same as the CEL rules of the manifests. */
public final class SpecValidator {
  private SpecValidator() {}

  /**
   * One thing wrong.
   *
   * @param field path below the object, such as {@code spec.tradeoffs.performance}
   * @param message what is wrong and what to do
   */
  public record Problem(String field, String message) {}

  /** Everything wrong with an image's spec; empty when nothing is. */
  public static List<Problem> validate(VmDiskImageSpec spec) {
    return List.of(new Problem("spec", spec.toString()));
  }

  /** Everything wrong with a pool's spec; empty when nothing is. */
  public static List<Problem> validate(StoragePoolSpec spec) {
    return List.of(new Problem("spec", spec.toString()));
  }
}
