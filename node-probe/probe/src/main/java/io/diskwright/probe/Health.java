package io.diskwright.probe;

import io.diskwright.api.v1alpha1.Conditions;
import io.diskwright.api.v1alpha1.Conditions.ConditionStatus;
import io.diskwright.libc.Errno;
import io.diskwright.libc.ErrnoException;
import io.fabric8.kubernetes.api.model.Condition;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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
    place.stack().layers().forEach(layer -> degradedArray(place, layer, faults));
    missingMembers(place, roots, faults);
    if (!faults.isEmpty()) {
      return no("Degraded", String.join("; ", faults) + "; replace the failed disk");
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

  /** md/degraded counts missing members; Documentation/admin-guide/md.rst. */
  private static void degradedArray(Place place, Layer layer, List<String> faults) {
    Path device = layer.device();
    if (device == null || !LayerTypes.raid(layer.type()) || layer.type().equals(LayerTypes.RAID)) {
      return;
    }
    String missing = place.files().text(device.resolve("md/degraded"));
    if (missing != null && !missing.equals("0")) {
      faults.add(layer.name() + " (" + layer.type() + ") lacks " + missing + " of its disks");
    }
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
