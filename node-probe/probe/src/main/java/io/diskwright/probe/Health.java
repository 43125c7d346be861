package io.diskwright.probe;

import io.diskwright.api.v1alpha1.Conditions;
import io.diskwright.api.v1alpha1.Conditions.ConditionStatus;
import io.diskwright.libc.Errno;
import io.diskwright.libc.ErrnoException;
import io.fabric8.kubernetes.api.model.Condition;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The conditions Ready (can it take images) and Healthy (is anything below broken). */
final class Health {
  private Health() {}

  private record Verdict(ConditionStatus status, String reason, String message) {}

  static List<Condition> conditions(
      Place place, Roots roots, Conditions conditions, @Nullable List<Condition> before) {
    List<Condition> after = set(conditions, before, "Ready", ready(place));
    return set(conditions, after, "Healthy", healthy(place, roots));
  }

  private static List<Condition> set(
      Conditions conditions, @Nullable List<Condition> before, String type, Verdict verdict) {
    return conditions.set(before, type, verdict.status, verdict.reason, verdict.message, null);
  }

  private static Verdict ready(Place place) {
    Optional<String> full = StackHealth.full(place.stack());
    if (full.isPresent()) {
      return no("ThinPoolFull", full.get() + "; extend it, or delete what is not needed");
    }
    ErrnoException refusal = place.refusal();
    if (refusal == null) {
      return new Verdict(ConditionStatus.True, "Probed", "every capability was asked");
    }
    String said = refusal.call() + ": " + Errno.describe(refusal.errno());
    return switch (refusal.errno()) {
      case Errno.EROFS ->
          no("ReadOnly", said + "; mount it read-write, or choose another directory");
      case Errno.EACCES, Errno.EPERM ->
          no("NotWritable", said + "; give this user the right to write in the directory");
      case Errno.ENOSPC, Errno.EDQUOT -> no("NoSpace", said + "; make room first");
      default -> new Verdict(ConditionStatus.Unknown, "ProbeFailed", said);
    };
  }

  private static Verdict no(String reason, String message) {
    return new Verdict(ConditionStatus.False, reason, message);
  }

  private static Verdict healthy(Place place, Roots roots) {
    List<String> faults = new ArrayList<>();
    missingMembers(place, roots, faults);
    if (!faults.isEmpty()) {
      return no("Degraded", String.join("; ", faults) + "; replace the failed disk");
    }
    Verdict below = below(place.stack());
    if (below != null) {
      return below;
    }
    String errors = recordedErrors(place, roots);
    if (errors != null) {
      return no("FilesystemErrors", errors + "; check the file system while it is unmounted");
    }
    String gap = place.stack().gap();
    if (gap != null || place.family().isRemote()) {
      return new Verdict(
          ConditionStatus.Unknown, "NotVisible", gap == null ? "it is on a server" : gap);
    }
    return new Verdict(
        ConditionStatus.True,
        "NoFaults",
        "no array below is degraded: " + place.stack().describe());
  }

  /** The worst reason, with all that is wrong; null when nothing is. */
  private static @Nullable Verdict below(Stack stack) {
    List<StackHealth.Problem> problems = StackHealth.problems(stack);
    return problems.stream()
        .map(StackHealth.Problem::fault)
        .min(Comparator.naturalOrder())
        .map(
            worst ->
                no(
                    worst.name(),
                    String.join("; ", problems.stream().map(StackHealth.Problem::message).toList())
                        + advice(worst)))
        .orElse(null);
  }

  private static String advice(StackHealth.Fault fault) {
    return switch (fault) {
      case Degraded -> "; replace what has failed";
      case ThinPoolFilling -> "; extend the pool, or delete what is not needed";
      case Resyncing -> "";
    };
  }

  private static void missingMembers(Place place, Roots roots, List<String> faults) {
    Btrfs btrfs = place.btrfs();
    if (btrfs == null) {
      return;
    }
    Path devices = roots.sys().resolve("fs/btrfs").resolve(btrfs.uuid()).resolve("devinfo");
    for (String id : KernelFiles.names(devices)) {
      if ("1".equals(place.files().text(devices.resolve(id).resolve("missing")))) {
        faults.add("device " + id + " of the btrfs is missing");
      }
    }
  }

  /** Documentation/ABI/testing/sysfs-fs-ext4. */
  private static @Nullable String recordedErrors(Place place, Roots roots) {
    Layer block = place.blockLayer();
    if (place.family() != FilesystemFamily.EXT || block == null || block.device() == null) {
      return null;
    }
    Path file =
        roots
            .sys()
            .resolve("fs/ext4")
            .resolve(block.device().getFileName())
            .resolve("errors_count");
    String count = place.files().text(file);
    return count == null || count.equals("0") ? null : "ext4 has recorded " + count + " errors";
  }
}
