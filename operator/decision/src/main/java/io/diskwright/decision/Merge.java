package io.diskwright.decision;

import io.diskwright.api.v1alpha1.ClassDefaults;
import io.diskwright.api.v1alpha1.ClassLimits;
import io.diskwright.api.v1alpha1.DeletionPolicy;
import io.diskwright.api.v1alpha1.EffectiveSpec;
import io.diskwright.api.v1alpha1.Origins;
import io.diskwright.api.v1alpha1.PlacementSpec;
import io.diskwright.api.v1alpha1.Tradeoffs;
import io.diskwright.api.v1alpha1.WeightRange;
import io.diskwright.api.v1alpha1.Workload;
import io.diskwright.planner.Access;
import io.diskwright.planner.Consumer;
import io.diskwright.planner.ImageFormat;
import io.diskwright.planner.SecurityLevel;
import io.diskwright.planner.Strategy;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.LabelSelector;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Fills a spec up, field by field: what the image says, else what was recorded for an image that is
 * there, else its class's default, else what is built in, moved into the class's limits.
 */
final class Merge {
  private static final int DEFAULT_FILL = 50;

  private final ClassDefaults image;
  private final @Nullable String className;
  private final ClassDefaults ofClass;
  private final ClassLimits limits;
  private final @Nullable EffectiveSpec recorded;
  private final List<String> fromImage = new ArrayList<>();
  private final List<String> fromClass = new ArrayList<>();
  private final List<String> fromLimits = new ArrayList<>();
  private final List<String> builtIn = new ArrayList<>();

  /** What was recorded for another class does not count. */
  Merge(
      ClassDefaults image,
      @Nullable String className,
      ClassDefaults ofClass,
      ClassLimits limits,
      @Nullable EffectiveSpec recorded) {
    this.image = image;
    this.className = className;
    this.ofClass = ofClass;
    this.limits = limits;
    this.recorded =
        recorded != null && Objects.equals(recorded.className(), className) ? recorded : null;
  }

  EffectiveSpec effective() {
    Tradeoffs tradeoffs =
        new Tradeoffs(
            weight("performance", Weight.PERFORMANCE, Tradeoffs::performance, limits.performance()),
            weight("redundancy", Weight.REDUNDANCY, Tradeoffs::redundancy, limits.redundancy()),
            required(
                "tradeoffs.security",
                tradeoff(Tradeoffs::security),
                SecurityLevel.Off,
                limits.minimumSecurity()));
    var requires = pick("requires", ClassDefaults::requires);
    List<ImageFormat> formats = formats();
    Consumer consumer = required("consumer", ClassDefaults::consumer, Consumer.QEMU, null);
    Strategy strategy = required("strategy", ClassDefaults::strategy, Strategy.Measured, null);
    Workload workload =
        new Workload(
            required("workload.access", hint(Workload::access), Access.Mixed, null),
            required("workload.expectedFill", hint(Workload::expectedFill), DEFAULT_FILL, null));
    PlacementSpec placement =
        new PlacementSpec(
            pick("placement.node", place(PlacementSpec::node)),
            pick("placement.pool", place(PlacementSpec::pool)),
            selector(pick("placement.deviceSelector", place(PlacementSpec::deviceSelector))));
    DeletionPolicy deletion =
        required("deletionPolicy", ClassDefaults::deletionPolicy, DeletionPolicy.Delete, null);
    return new EffectiveSpec(
        className,
        tradeoffs,
        requires == null || requires.isEmpty() ? null : requires,
        formats == null || formats.isEmpty() ? null : formats,
        consumer,
        strategy,
        workload,
        isAnywhere(placement) ? null : placement,
        deletion,
        new Origins(fromImage, fromClass, fromLimits, builtIn));
  }

  private IntOrString weight(
      String name,
      Weight weight,
      Function<Tradeoffs, @Nullable IntOrString> part,
      @Nullable WeightRange range) {
    String field = "tradeoffs." + name;
    IntOrString given = pick(field, tradeoff(part));
    int number = weight.of(given).orElseThrow(() -> new IllegalArgumentException(field));
    if (given != null) {
      return new IntOrString(number);
    }
    int allowed = range == null ? number : Ranges.nearest(range, number);
    (allowed == number ? builtIn : fromLimits).add(field);
    return new IntOrString(allowed);
  }

  /** An empty list allows all formats, as far as the class does. */
  private @Nullable List<ImageFormat> formats() {
    List<ImageFormat> given = pick("formats", ClassDefaults::formats);
    List<ImageFormat> allowed = limits.formats();
    boolean asRecorded =
        recorded != null && image.formats() == null && !recorded.from().isImage("formats");
    if (asRecorded) {
      return given;
    }
    if ((given != null && !given.isEmpty()) || allowed == null || allowed.isEmpty()) {
      return given;
    }
    List.of(fromImage, fromClass, fromLimits, builtIn).forEach(list -> list.remove("formats"));
    fromLimits.add("formats");
    return allowed;
  }

  private <T extends Comparable<T>> T required(
      String field, Function<ClassDefaults, @Nullable T> part, T byDefault, @Nullable T least) {
    T given = pick(field, part);
    if (given != null) {
      return given;
    }
    if (least != null && least.compareTo(byDefault) > 0) {
      fromLimits.add(field);
      return least;
    }
    builtIn.add(field);
    return byDefault;
  }

  private <T> @Nullable T pick(String field, Function<ClassDefaults, @Nullable T> part) {
    T given = part.apply(image);
    if (given != null) {
      fromImage.add(field);
      return given;
    }
    if (recorded != null && !recorded.from().isImage(field)) {
      if (recorded.from().isClass(field)) {
        fromClass.add(field);
      } else if (recorded.from().isLimit(field)) {
        fromLimits.add(field);
      } else if (recorded.from().isBuiltIn(field)) {
        builtIn.add(field);
      }
      return part.apply(recorded.asDefaults());
    }
    T inClass = part.apply(ofClass);
    if (inClass != null) {
      fromClass.add(field);
    }
    return inClass;
  }

  private static <T> Function<ClassDefaults, @Nullable T> tradeoff(
      Function<Tradeoffs, @Nullable T> part) {
    return defaults -> defaults.tradeoffs() == null ? null : part.apply(defaults.tradeoffs());
  }

  private static <T> Function<ClassDefaults, @Nullable T> hint(
      Function<Workload, @Nullable T> part) {
    return defaults -> defaults.workload() == null ? null : part.apply(defaults.workload());
  }

  private static <T> Function<ClassDefaults, @Nullable T> place(
      Function<PlacementSpec, @Nullable T> part) {
    return defaults -> defaults.placement() == null ? null : part.apply(defaults.placement());
  }

  private static @Nullable LabelSelector selector(@Nullable LabelSelector given) {
    return given == null || given.getMatchLabels() == null || given.getMatchLabels().isEmpty()
        ? null
        : given;
  }

  private static boolean isAnywhere(PlacementSpec placement) {
    return (placement.node() == null || placement.node().isEmpty())
        && (placement.pool() == null || placement.pool().isEmpty())
        && placement.deviceSelector() == null;
  }
}
