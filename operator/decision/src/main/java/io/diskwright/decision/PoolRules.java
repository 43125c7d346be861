package io.diskwright.decision;

import io.diskwright.api.v1alpha1.DeclaredCapability;
import io.diskwright.api.v1alpha1.EvidenceSource;
import io.diskwright.api.v1alpha1.PoolTarget;
import io.diskwright.api.v1alpha1.StoragePoolSpec;
import io.diskwright.planner.Capability;
import io.diskwright.planner.CapabilityState;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** The rules of a pool's spec. */
final class PoolRules {
  private static final int MAX_TARGETS = 64;

  private final Problems problems;

  PoolRules(Problems problems) {
    this.problems = problems;
  }

  void check(StoragePoolSpec spec) {
    if (spec.nodeSelector() != null) {
      new SelectorRules(problems).check("spec.nodeSelector", spec.nodeSelector());
    }
    targets(spec.targets());
    if (spec.declaredCapabilities() != null) {
      declared(spec.declaredCapabilities());
    }
    if (spec.capacity() != null) {
      problems.range("spec.capacity.reservePercent", spec.capacity().reservePercent(), 0, 95);
      problems.range(
          "spec.capacity.overcommitPercent", spec.capacity().overcommitPercent(), 1, 10000);
    }
  }

  private void targets(List<PoolTarget> targets) {
    if (targets == null || targets.isEmpty()) {
      problems.add(
          "spec.targets", "is empty; name at least one, such as directory: {path: /some/where}");
      return;
    }
    if (targets.size() > MAX_TARGETS) {
      problems.add("spec.targets", "has " + targets.size() + " entries; use at most 64");
    }
    List<String> paths = new ArrayList<>();
    for (int i = 0; i < targets.size(); i++) {
      target("spec.targets[" + i + "]", targets.get(i), paths);
    }
    problems.distinct("spec.targets", paths);
  }

  private void target(String field, PoolTarget target, List<String> paths) {
    if (target == null || (target.directory() == null) == (target.volumeGroup() == null)) {
      problems.add(
          field,
          "must have exactly one of directory and volumeGroup, such as directory: {path:"
              + " /some/where}");
    } else if (target.volumeGroup() != null) {
      problems.add(field + ".volumeGroup", "is not supported yet; use directory: {path: …}");
    } else if (target.directory() != null) {
      String path = target.directory().path();
      Paths.problem(path)
          .ifPresentOrElse(
              wrong -> problems.add(field + ".directory.path", wrong), () -> paths.add(path));
    }
  }

  private void declared(List<DeclaredCapability> declared) {
    Set<Capability> seen = EnumSet.noneOf(Capability.class);
    for (int i = 0; i < declared.size(); i++) {
      String field = "spec.declaredCapabilities[" + i + "]";
      DeclaredCapability one = declared.get(i);
      if (one == null || one.name() == null || one.state() == null) {
        problems.add(field, "must have name and state, such as {name: Redundancy, state: Present}");
        continue;
      }
      if (!seen.add(one.name())) {
        problems.add(field + ".name", one.name() + " is declared twice; remove one");
      }
      if (one.state() == CapabilityState.Unknown) {
        problems.add(field + ".state", "Unknown declares nothing; write Present or Absent");
      }
      if (one.source() == EvidenceSource.SystemCall || one.source() == EvidenceSource.Sysfs) {
        problems.add(
            field + ".source",
            one.source()
                + " is what the probe itself asks; write ConfigurationFile, MetadataFile,"
                + " ArrayApi, Query or VersionNumber");
      }
    }
  }
}
