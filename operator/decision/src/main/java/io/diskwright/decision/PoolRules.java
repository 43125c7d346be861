package io.diskwright.decision;

import io.diskwright.api.v1alpha1.CalibrationSpec;
import io.diskwright.api.v1alpha1.DeclaredCapability;
import io.diskwright.api.v1alpha1.EvidenceSource;
import io.diskwright.api.v1alpha1.PoolTarget;
import io.diskwright.api.v1alpha1.StoragePoolSpec;
import io.diskwright.api.v1alpha1.VerificationSpec;
import io.diskwright.api.v1alpha1.VolumeGroupTarget;
import io.diskwright.planner.Capability;
import io.diskwright.planner.CapabilityState;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The rules of a pool's spec. */
final class PoolRules {
  private static final int MAX_TARGETS = 64;
  private static final int MAX_SOURCES = 16;
  private static final Pattern LVM_NAME = Pattern.compile("[a-zA-Z0-9+_.][a-zA-Z0-9+_.-]{0,126}");

  private static final Pattern TIME = Pattern.compile("([01][0-9]|2[0-3]):[0-5][0-9]");

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
    if (spec.calibration() != null) {
      calibration(spec.calibration());
    }
    if (spec.verification() != null) {
      problems.range(
          "spec.verification.everyMinutes",
          spec.verification().everyMinutes(),
          1,
          VerificationSpec.MOST_MINUTES);
    }
    if (spec.sources() != null && spec.sources().directories() != null) {
      sources(spec.sources().directories());
    }
    if (spec.arrays() != null) {
      new ArrayRules(problems).check("spec.arrays", spec.arrays());
    }
  }

  private void sources(List<String> directories) {
    if (directories.size() > MAX_SOURCES) {
      problems.add(
          "spec.sources.directories", "has " + directories.size() + " entries; use at most 16");
    }
    for (int i = 0; i < directories.size(); i++) {
      String field = "spec.sources.directories[" + i + "]";
      Paths.problem(directories.get(i)).ifPresent(wrong -> problems.add(field, wrong));
    }
  }

  private void calibration(CalibrationSpec spec) {
    time("spec.calibration.from", spec.from());
    time("spec.calibration.until", spec.until());
    if (spec.from() != null && spec.from().equals(spec.until())) {
      problems.add("spec.calibration.until", "is the same as from; leave some time between them");
    }
    problems.range("spec.calibration.everyDays", spec.everyDays(), 1, 3650);
  }

  private void time(String field, @Nullable String time) {
    if (time == null || !TIME.matcher(time).matches()) {
      problems.add(field, "is no time of day; write it in UTC, such as 02:00");
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
      volumeGroup(field + ".volumeGroup", target.volumeGroup(), paths);
    } else if (target.directory() != null) {
      String path = target.directory().path();
      Paths.problem(path)
          .ifPresentOrElse(
              wrong -> problems.add(field + ".directory.path", wrong), () -> paths.add(path));
    }
  }

  private void volumeGroup(String field, VolumeGroupTarget group, List<String> names) {
    String name = group.name();
    String pool = group.thinPool();
    if (name == null || !LVM_NAME.matcher(name).matches()) {
      problems.add(field + ".name", "is no name of a volume group; write it as vgs prints it");
    } else if (pool != null && !LVM_NAME.matcher(pool).matches()) {
      problems.add(field + ".thinPool", "is no name of a thin pool; write it as lvs prints it");
    } else {
      names.add(pool == null ? name : name + "/" + pool);
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
