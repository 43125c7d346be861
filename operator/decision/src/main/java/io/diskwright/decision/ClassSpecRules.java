package io.diskwright.decision;

import io.diskwright.api.v1alpha1.ClassDefaults;
import io.diskwright.api.v1alpha1.ClassLimits;
import io.diskwright.api.v1alpha1.Tradeoffs;
import io.diskwright.api.v1alpha1.VmDiskClassSpec;
import io.diskwright.api.v1alpha1.WeightRange;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** The rules of a class's spec. */
final class ClassSpecRules {
  private final Problems problems;

  ClassSpecRules(Problems problems) {
    this.problems = problems;
  }

  void check(VmDiskClassSpec spec) {
    ClassLimits limits = spec.limits();
    if (limits != null) {
      range("spec.limits.performance", limits.performance());
      range("spec.limits.redundancy", limits.redundancy());
      problems.distinct("spec.limits.formats", limits.formats());
      size(limits.maxSize());
    }
    ClassDefaults defaults = spec.defaults();
    if (defaults != null) {
      new ImageRules(problems).defaults("spec.defaults", defaults);
    }
    if (problems.found().isEmpty() && defaults != null && limits != null) {
      within(defaults, limits);
    }
  }

  private void range(String field, @Nullable WeightRange range) {
    if (range == null) {
      return;
    }
    problems.range(field + ".min", range.min(), 0, 100);
    problems.range(field + ".max", range.max(), 0, 100);
    if (range.min() != null && range.max() != null && range.min() > range.max()) {
      problems.add(field, "has a min above its max; swap them");
    }
  }

  private void size(@Nullable Quantity most) {
    if (most != null) {
      OptionalLong bytes = problems.bytes("spec.limits.maxSize", most);
      if (bytes.isPresent() && bytes.getAsLong() == 0) {
        problems.add("spec.limits.maxSize", "must be more than 0; write a size such as 40Gi");
      }
    }
  }

  private void within(ClassDefaults defaults, ClassLimits limits) {
    Tradeoffs tradeoffs = defaults.tradeoffs();
    if (tradeoffs != null) {
      weight("performance", Weight.PERFORMANCE, tradeoffs.performance(), limits.performance());
      weight("redundancy", Weight.REDUNDANCY, tradeoffs.redundancy(), limits.redundancy());
      if (tradeoffs.security() != null
          && limits.minimumSecurity() != null
          && tradeoffs.security().compareTo(limits.minimumSecurity()) < 0) {
        outside("minimumSecurity");
      }
    }
    if (defaults.formats() != null
        && limits.formats() != null
        && !limits.formats().isEmpty()
        && !limits.formats().containsAll(defaults.formats())) {
      outside("formats");
    }
  }

  private void weight(
      String name, Weight weight, @Nullable IntOrString written, @Nullable WeightRange range) {
    if (written != null && range != null) {
      int number = weight.of(written).orElse(0);
      if (Ranges.nearest(range, number) != number) {
        outside(name);
      }
    }
  }

  private void outside(String limit) {
    problems.add(
        "spec.defaults",
        "has a default that the class itself does not allow; change it, or limits." + limit);
  }
}
