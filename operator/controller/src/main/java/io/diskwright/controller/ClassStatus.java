package io.diskwright.controller;

import static io.diskwright.api.v1alpha1.Conditions.ConditionStatus.False;
import static io.diskwright.api.v1alpha1.Conditions.ConditionStatus.True;

import io.diskwright.api.v1alpha1.ConditionTypes;
import io.diskwright.api.v1alpha1.Conditions;
import io.diskwright.api.v1alpha1.Reasons;
import io.diskwright.api.v1alpha1.VmDiskClass;
import io.diskwright.api.v1alpha1.VmDiskClassStatus;
import io.diskwright.decision.Classes;
import io.diskwright.decision.SpecValidator;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A class's status: whether it is valid, and whether it is the default that counts; pure. */
final class ClassStatus {
  private ClassStatus() {}

  /** The status of {@code one}; equal to the one before when nothing has changed. */
  static VmDiskClassStatus of(VmDiskClass one, Classes classes, Conditions conditions) {
    Long generation = one.getMetadata().getGeneration();
    VmDiskClassStatus before = one.getStatus();
    List<Condition> old = before == null ? null : before.conditions();
    List<SpecValidator.Problem> problems = SpecValidator.validate(one);
    List<Condition> after =
        conditions.set(
            without(ConditionTypes.DEFAULT, old),
            ConditionTypes.READY,
            problems.isEmpty() ? True : False,
            problems.isEmpty() ? "Valid" : "Invalid",
            problems.isEmpty()
                ? "Images can name it."
                : problems.stream().map(Object::toString).collect(Collectors.joining("; ")),
            generation);
    if (!Classes.isMarked(one)) {
      return new VmDiskClassStatus(generation, after);
    }
    String name = one.getMetadata().getName();
    String chosen =
        classes.byDefault().map(byDefault -> byDefault.getMetadata().getName()).orElse(name);
    boolean counts = chosen.equals(name);
    Condition marked =
        Conditions.find(
            conditions.set(
                old,
                ConditionTypes.DEFAULT,
                counts ? True : False,
                (counts ? Reasons.Default.Chosen : Reasons.Default.NewerDefault).name(),
                counts
                    ? "Images that name no class are of this one."
                    : "%s is marked as the default too, and newer; it counts. Remove the annotation of one of them."
                        .formatted(chosen),
                generation),
            ConditionTypes.DEFAULT);
    if (marked != null) {
      after.add(marked);
    }
    return new VmDiskClassStatus(generation, after);
  }

  private static List<Condition> without(String type, @Nullable List<Condition> conditions) {
    List<Condition> left = new ArrayList<>(conditions == null ? List.of() : conditions);
    left.removeIf(condition -> type.equals(condition.getType()));
    return left;
  }
}
