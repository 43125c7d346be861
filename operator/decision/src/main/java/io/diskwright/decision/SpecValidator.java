package io.diskwright.decision;

import io.diskwright.api.v1alpha1.StoragePool;
import io.diskwright.api.v1alpha1.StoragePoolSpec;
import io.diskwright.api.v1alpha1.VmDiskClass;
import io.diskwright.api.v1alpha1.VmDiskImage;
import io.diskwright.api.v1alpha1.VmDiskImageSpec;
import java.util.List;

/**
 * The rules that types alone cannot say; the same as the CEL rules of the manifests, and besides
 * them what the API allows but this version cannot do yet.
 *
 * <p>Wishes that no device can fulfil are no problem here: the planner refuses them with reasons.
 */
public final class SpecValidator {
  /** A pool's name is also the value of a label, and those have at most 63 characters. */
  private static final int LABEL_VALUE = 63;

  private SpecValidator() {}

  /**
   * One thing wrong.
   *
   * @param field path below the object, such as {@code spec.tradeoffs.performance}
   * @param message what is wrong and what to do
   */
  public record Problem(String field, String message) {
    @Override
    public String toString() {
      return field + ": " + message;
    }
  }

  /** Everything wrong with an image, its names included; empty when nothing is. */
  public static List<Problem> validate(VmDiskImage image) {
    Problems problems = new Problems();
    problems.name("metadata.name", image.getMetadata().getName());
    String namespace = image.getMetadata().getNamespace();
    if (namespace != null) {
      Names.validateNamespace("metadata.namespace", namespace).ifPresent(problems::add);
    }
    if (image.getSpec() == null) {
      problems.add("spec", "is missing; write at least spec: {size: 40Gi}");
    } else {
      new ImageRules(problems).check(image.getSpec());
    }
    return problems.found();
  }

  /** Everything wrong with a pool, its name included; empty when nothing is. */
  public static List<Problem> validate(StoragePool pool) {
    Problems problems = new Problems();
    String name = pool.getMetadata().getName();
    if (name != null && name.length() > LABEL_VALUE) {
      problems.add(
          "metadata.name",
          "has "
              + name.length()
              + " characters; use at most 63, because it is also a label's value");
    } else {
      problems.name("metadata.name", name);
    }
    if (pool.getSpec() == null) {
      problems.add(
          "spec", "is missing; write at least spec: {targets: [{directory: {path: /some/where}}]}");
    } else {
      new PoolRules(problems).check(pool.getSpec());
    }
    return problems.found();
  }

  /** Everything wrong with a class, its name included; empty when nothing is. */
  public static List<Problem> validate(VmDiskClass one) {
    Problems problems = new Problems();
    problems.name("metadata.name", one.getMetadata().getName());
    if (one.getSpec() == null) {
      problems.add("spec", "is missing; write at least spec: {defaults: {}}");
    } else {
      new ClassSpecRules(problems).check(one.getSpec());
    }
    return problems.found();
  }

  /** Everything wrong with an image's spec; empty when nothing is. */
  public static List<Problem> validate(VmDiskImageSpec spec) {
    Problems problems = new Problems();
    new ImageRules(problems).check(spec);
    return problems.found();
  }

  /** Everything wrong with a pool's spec; empty when nothing is. */
  public static List<Problem> validate(StoragePoolSpec spec) {
    Problems problems = new Problems();
    new PoolRules(problems).check(spec);
    return problems.found();
  }
}
