package io.diskwright.decision;

import io.diskwright.api.v1alpha1.ByteSize;
import io.diskwright.api.v1alpha1.ClassLimits;
import io.diskwright.api.v1alpha1.EffectiveSpec;
import io.diskwright.api.v1alpha1.WeightRange;
import io.diskwright.planner.ImageFormat;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Whether a spec stays within the limits of its class; says the smallest change when not. */
final class ClassLimitRules {
  private final String name;
  private final ClassLimits limits;
  private final Problems problems = new Problems();

  ClassLimitRules(String name, ClassLimits limits) {
    this.name = name;
    this.limits = limits;
  }

  /** Every limit that is exceeded, with the value and the way out. */
  List<SpecValidator.Problem> exceeded(@Nullable Quantity size, EffectiveSpec effective) {
    weight(
        "performance",
        Weight.PERFORMANCE,
        effective.tradeoffs().performance(),
        limits.performance());
    weight(
        "redundancy", Weight.REDUNDANCY, effective.tradeoffs().redundancy(), limits.redundancy());
    if (limits.minimumSecurity() != null
        && effective.tradeoffs().security() != null
        && effective.tradeoffs().security().compareTo(limits.minimumSecurity()) < 0) {
      problems.add(
          "spec.tradeoffs.security",
          "%s is less than limits.minimumSecurity of %s, which is %s; write %s, or leave it out"
              .formatted(
                  effective.tradeoffs().security(),
                  theClass(),
                  limits.minimumSecurity(),
                  limits.minimumSecurity()));
    }
    formats(effective.formats(), limits.formats());
    size(size, limits.maxSize());
    return problems.found();
  }

  private void weight(
      String field, Weight weight, @Nullable IntOrString written, @Nullable WeightRange range) {
    int number = weight.of(written).orElse(0);
    if (range != null && Ranges.nearest(range, number) != number) {
      problems.add(
          "spec.tradeoffs." + field,
          "%d is outside limits.%s of %s, which are %s; write %d"
              .formatted(
                  number, field, theClass(), Ranges.words(range), Ranges.nearest(range, number)));
    }
  }

  private void formats(@Nullable List<ImageFormat> wanted, @Nullable List<ImageFormat> allowed) {
    if (wanted == null || allowed == null || allowed.isEmpty() || allowed.containsAll(wanted)) {
      return;
    }
    List<ImageFormat> left = wanted.stream().filter(allowed::contains).toList();
    problems.add(
        "spec.formats",
        "%s not among limits.formats of %s, which are %s; write formats: %s"
            .formatted(
                wanted.stream()
                    .filter(format -> !allowed.contains(format))
                    .map(ImageFormat::name)
                    .collect(
                        Collectors.joining(
                            ", ", "", wanted.size() - left.size() > 1 ? " are" : " is")),
                theClass(),
                allowed.stream().map(ImageFormat::name).collect(Collectors.joining(", ")),
                left.isEmpty() ? allowed : left));
  }

  private void size(@Nullable Quantity size, @Nullable Quantity most) {
    if (size != null && most != null && ByteSize.parse(size) > ByteSize.parse(most)) {
      problems.add(
          "spec.size",
          "%s is more than limits.maxSize of %s, which is %s; write %s or less"
              .formatted(size, theClass(), most, most));
    }
  }

  private String theClass() {
    return "the VmDiskClass " + name;
  }
}
