package io.diskwright.decision;

import io.diskwright.api.v1alpha1.Annotations;
import io.diskwright.api.v1alpha1.ClassDefaults;
import io.diskwright.api.v1alpha1.ClassLimits;
import io.diskwright.api.v1alpha1.EffectiveSpec;
import io.diskwright.api.v1alpha1.Reasons;
import io.diskwright.api.v1alpha1.VmDiskClass;
import io.diskwright.api.v1alpha1.VmDiskImage;
import io.diskwright.api.v1alpha1.VmDiskImageSpec;
import io.diskwright.api.v1alpha1.VmDiskImageStatus;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The classes there are, and what they make of an image's spec; pure. */
public final class Classes {
  private static final ClassLimits UNLIMITED = new ClassLimits(null, null, null, null, null);

  /** As Kubernetes does for storage classes: the newest, and of equal age the first by name. */
  private static final Comparator<VmDiskClass> DEFAULT_FIRST =
      Comparator.comparing(Classes::created)
          .reversed()
          .thenComparing(one -> one.getMetadata().getName());

  private final SortedMap<String, VmDiskClass> byName;
  private final @Nullable VmDiskClass byDefault;

  private Classes(Map<String, VmDiskClass> byName, Optional<VmDiskClass> byDefault) {
    this.byName = Collections.unmodifiableSortedMap(new TreeMap<>(byName));
    this.byDefault = byDefault.orElse(null);
  }

  /** These classes and no other. */
  public static Classes of(Collection<VmDiskClass> classes) {
    return new Classes(named(classes), chosen(classes));
  }

  /**
   * These classes, and those that ship with Diskwright where no given one has the name. A given
   * default comes before the shipped one.
   */
  public static Classes withShipped(Collection<VmDiskClass> given) {
    Map<String, VmDiskClass> all = named(ShippedClasses.all());
    all.putAll(named(given));
    return new Classes(all, chosen(given).or(() -> chosen(all.values())));
  }

  /** Every class, by name. */
  public Collection<VmDiskClass> all() {
    return byName.values();
  }

  /** The class of that name. */
  public Optional<VmDiskClass> find(String name) {
    return Optional.ofNullable(byName.get(name));
  }

  /** The class of images that name none. */
  public Optional<VmDiskClass> byDefault() {
    return Optional.ofNullable(byDefault);
  }

  /** Whether the class is marked as the default; several may be, and one counts. */
  public static boolean isMarked(VmDiskClass one) {
    Map<String, String> annotations = one.getMetadata().getAnnotations();
    return annotations != null && "true".equals(annotations.get(Annotations.DEFAULT_CLASS));
  }

  /** What the class of {@code spec} makes of it. */
  public Resolution resolve(VmDiskImageSpec spec) {
    return resolve(spec, null);
  }

  /**
   * What the class of {@code spec} makes of it.
   *
   * @param spec valid by {@link SpecValidator}
   * @param recorded what an image that is there was decided by; what its class said then stays, and
   *     only the limits are those of today
   */
  public Resolution resolve(VmDiskImageSpec spec, @Nullable EffectiveSpec recorded) {
    String name = spec.className();
    VmDiskClass named = name == null ? byDefault : byName.get(name);
    if (named == null && name != null && !name.isEmpty()) {
      return new Resolution.Refused(
          Reasons.Accepted.UnknownClass,
          List.of(
              new SpecValidator.Problem(
                  "spec.className",
                  "there is no VmDiskClass "
                      + Text.quote(name)
                      + "; create it, or name one there is: "
                      + (byName.isEmpty() ? "none yet" : String.join(", ", byName.keySet())))));
    }
    ClassLimits limits = limits(named);
    EffectiveSpec effective =
        new Merge(
                spec.asDefaults(),
                named == null ? null : named.getMetadata().getName(),
                defaults(named),
                limits,
                recorded)
            .effective();
    Problems secret = new Problems();
    new ImageRules(secret).secret(spec.filled(effective.asDefaults()));
    if (!secret.found().isEmpty()) {
      return new Resolution.Refused(Reasons.Accepted.Invalid, secret.found());
    }
    List<SpecValidator.Problem> exceeded =
        named == null
            ? List.of()
            : new ClassLimitRules(named.getMetadata().getName(), limits)
                .exceeded(spec.size(), effective);
    return exceeded.isEmpty()
        ? new Resolution.Resolved(effective)
        : new Resolution.Refused(Reasons.Accepted.ClassLimitExceeded, exceeded);
  }

  /** What {@code image} was resolved to, as its status says. */
  public static Optional<EffectiveSpec> recorded(VmDiskImage image) {
    VmDiskImageStatus status = image.getStatus();
    return status == null ? Optional.empty() : Optional.ofNullable(status.effective());
  }

  /**
   * {@code wanted}, resolved as its class is today, with what the class said when {@code made} was
   * decided in the place of what it says now. Of another class than then, it stays as it is.
   */
  public static VmDiskImage keep(VmDiskImage wanted, VmDiskImage made) {
    Optional<EffectiveSpec> fresh = recorded(wanted);
    Optional<EffectiveSpec> then = recorded(made);
    if (fresh.isEmpty() || then.isEmpty()) {
      return wanted;
    }
    EffectiveSpec kept =
        new Merge(
                wanted.getSpec().asDefaults(),
                fresh.get().className(),
                fresh.get().asDefaults(),
                UNLIMITED,
                then.get())
            .effective();
    return Objects.equals(fresh.get().className(), then.get().className())
        ? new Resolution.Resolved(kept).on(wanted)
        : wanted;
  }

  /** The spec of {@code image}; what it leaves out is as its status says. */
  static VmDiskImageSpec filled(VmDiskImage image) {
    VmDiskImageSpec spec = image.getSpec();
    return recorded(image)
        .map(
            effective ->
                spec.filled(
                    new Merge(spec.asDefaults(), null, effective.asDefaults(), UNLIMITED, null)
                        .effective()
                        .asDefaults()))
        .orElse(spec);
  }

  private static Map<String, VmDiskClass> named(Collection<VmDiskClass> classes) {
    Map<String, VmDiskClass> named = new TreeMap<>();
    classes.forEach(one -> named.put(one.getMetadata().getName(), one));
    return named;
  }

  private static Optional<VmDiskClass> chosen(Collection<VmDiskClass> classes) {
    return classes.stream().filter(Classes::isMarked).min(DEFAULT_FIRST);
  }

  private static String created(VmDiskClass one) {
    return Objects.requireNonNullElse(one.getMetadata().getCreationTimestamp(), "");
  }

  private static ClassDefaults defaults(@Nullable VmDiskClass one) {
    return one == null || one.getSpec() == null || one.getSpec().defaults() == null
        ? ClassDefaults.NONE
        : one.getSpec().defaults();
  }

  private static ClassLimits limits(@Nullable VmDiskClass one) {
    return one == null || one.getSpec() == null || one.getSpec().limits() == null
        ? UNLIMITED
        : one.getSpec().limits();
  }
}
