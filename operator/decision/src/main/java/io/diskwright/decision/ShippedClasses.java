package io.diskwright.decision;

import io.diskwright.api.v1alpha1.Annotations;
import io.diskwright.api.v1alpha1.ClassDefaults;
import io.diskwright.api.v1alpha1.ClassLimits;
import io.diskwright.api.v1alpha1.Tradeoffs;
import io.diskwright.api.v1alpha1.VmDiskClass;
import io.diskwright.api.v1alpha1.VmDiskClassSpec;
import io.diskwright.planner.SecurityLevel;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The classes of {@code deploy/classes}, which the command line knows without a cluster. */
final class ShippedClasses {
  private static final int MOST = 100;
  private static final int HALF = 50;

  private ShippedClasses() {}

  static List<VmDiskClass> all() {
    return List.of(
        balanced(),
        named(
            "max-performance",
            "As fast as the storage allows; takes the space it needs up front.",
            tradeoffs(MOST, 0, SecurityLevel.Off),
            null),
        named(
            "max-redundancy",
            "On the most redundant device there is; add requires: [Redundancy] to insist.",
            tradeoffs(HALF, MOST, SecurityLevel.Off),
            null),
        named(
            "min-storage",
            "As little space as the formats allow, whatever it costs in speed.",
            tradeoffs(0, 0, SecurityLevel.Off),
            null),
        named(
            "secure",
            "Encrypted at rest by any layer, owner-only, freed space unreadable; not less.",
            tradeoffs(HALF, 0, SecurityLevel.Medium),
            new ClassLimits(null, null, SecurityLevel.Medium, null, null)));
  }

  private static VmDiskClass balanced() {
    VmDiskClass balanced =
        named(
            "balanced",
            "Speed and space weigh the same; what holds without any class, too.",
            tradeoffs(HALF, 0, SecurityLevel.Off),
            null);
    balanced.getMetadata().setAnnotations(Map.of(Annotations.DEFAULT_CLASS, "true"));
    return balanced;
  }

  private static VmDiskClass named(
      String name, String description, Tradeoffs tradeoffs, @Nullable ClassLimits limits) {
    VmDiskClass made = new VmDiskClass();
    made.setMetadata(new ObjectMetaBuilder().withName(name).build());
    made.setSpec(
        new VmDiskClassSpec(
            description,
            new ClassDefaults(tradeoffs, null, null, null, null, null, null, null),
            limits));
    return made;
  }

  private static Tradeoffs tradeoffs(int performance, int redundancy, SecurityLevel security) {
    return new Tradeoffs(new IntOrString(performance), new IntOrString(redundancy), security);
  }
}
