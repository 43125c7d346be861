package io.diskwright.probe;

import io.diskwright.libc.Errno;
import io.diskwright.libc.ErrnoException;
import io.diskwright.libc.Fd;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The conditions Ready (can it take images) and Healthy (is anything below broken). */
final class Health {
  private Health() {}

  /** Errors by which a call says that what it was about is not there any more. */
  private static final Set<Integer> GONE =
      Set.of(Errno.EIO, Errno.ENODEV, Errno.ENXIO, Errno.ESTALE, Errno.ENOENT, Errno.ESHUTDOWN);

  /** Errors by which a write is refused, not failed. */
  private static final Set<Integer> ABOUT_THE_PLACE =
      Set.of(Errno.EROFS, Errno.EACCES, Errno.EPERM, Errno.ENOSPC, Errno.EDQUOT);

  private static final String FAILING = "DiskFailing";

  private static final List<String> GONE_NAMES = GONE.stream().map(Errno::name).sorted().toList();

  /** Whether that error may mean that the place is gone. */
  static boolean meansGone(int errno) {
    return GONE.contains(errno);
  }

  /** Whether it can take images. */
  static Verdict ready(Place place, Roots roots, Findings findings) {
    String missing = missingDevice(place, roots);
    if (missing != null) {
      return gone("its device " + missing + " is not in the kernel any more", Errno.ENODEV);
    }
    Optional<String> full = StackHealth.full(place.stack());
    if (full.isPresent()) {
      return Verdict.no("ThinPoolFull", full.get() + "; extend it, or delete what is not needed");
    }
    if (place.removed()) {
      return gone("the path leads nowhere", Errno.ENOENT);
    }
    ErrnoException refusal = place.refusal();
    boolean onDisk = place.blockLayer() != null;
    if (refusal == null && !onDisk && findings.anyResult(GONE_NAMES)) {
      refusal = secondRefusal(place);
    }
    if (refusal != null && meansGone(refusal.errno())) {
      return gone(refusal.getMessage(), refusal.errno());
    }
    if (refusal == null && onDisk) {
      refusal = WriteTrial.failure(place);
      if (refusal != null && !ABOUT_THE_PLACE.contains(refusal.errno())) {
        return failing(refusal);
      }
    }
    if (refusal == null) {
      return Verdict.yes("Probed", "every capability was asked");
    }
    String said = refusal.call() + ": " + Errno.describe(refusal.errno());
    return switch (refusal.errno()) {
      case Errno.EROFS ->
          Verdict.no("ReadOnly", said + "; mount it read-write, or choose another directory");
      case Errno.EACCES, Errno.EPERM ->
          Verdict.no("NotWritable", said + "; give this user the right to write in the directory");
      case Errno.ENOSPC, Errno.EDQUOT -> Verdict.no("NoSpace", said + "; make room first");
      default -> Verdict.unknown("ProbeFailed", said);
    };
  }

  private static Verdict failing(ErrnoException e) {
    return e.errno() != Errno.EIO && meansGone(e.errno())
        ? gone(e.getMessage(), e.errno())
        : Verdict.no(
            FAILING,
            e.getMessage()
                + ": what is written does not get to the disk and back, whatever the page cache"
                + " answers; see dmesg, and replace the disk or mend the way to it");
  }

  /** What to say of a place that was there a moment ago. */
  static Verdict gone(@Nullable String said, int errno) {
    String todo =
        switch (errno) {
          case Errno.ENOENT -> "the directory was removed; make it again, or name another";
          case Errno.ESTALE -> "the server does not know the directory any more; mount it again";
          default ->
              "the device was taken away or has failed; see dmesg, attach it again and mount it"
                  + " again";
        };
    return Verdict.no("DeviceGone", said + ": " + todo);
  }

  /** One call may fail for reasons of its own; when the place is gone, writing fails as well. */
  private static @Nullable ErrnoException secondRefusal(Place place) {
    try {
      Fd file = place.scratch().create(0);
      place.libc().pwrite(file, new byte[1], 0);
      place.libc().fsync(file);
      return null;
    } catch (ScratchUnavailable e) {
      return e.why();
    } catch (ErrnoException e) {
      return e;
    }
  }

  /** The number of a block device that is mounted, but not in sysfs, where all others are. */
  private static @Nullable String missingDevice(Place place, Roots roots) {
    String number = place.mount().device();
    Path all = roots.sys().resolve("dev/block");
    boolean there =
        number.startsWith("0:") || place.files().link(KernelFiles.below(all, number)) != null;
    return there || KernelFiles.names(all).isEmpty() ? null : number;
  }

  /** Whether anything below is broken. */
  static Verdict healthy(Place place, Roots roots, Findings findings) {
    Verdict ready = findings.ready();
    if (ready != null && ready.reason().equals(FAILING)) {
      return ready;
    }
    List<String> faults = new ArrayList<>();
    missingMembers(place, roots, faults);
    if (!faults.isEmpty()) {
      return Verdict.no("Degraded", String.join("; ", faults) + "; replace the failed disk");
    }
    Optional<Verdict> below = StackHealth.verdict(place.stack());
    if (below.isPresent()) {
      return below.get();
    }
    String failing = DiskHealth.failing(place.hardware());
    if (failing != null) {
      return Verdict.no(FAILING, failing + "; replace the disk");
    }
    String errors = recordedErrors(place, roots);
    if (errors != null) {
      return Verdict.no(
          "FilesystemErrors", errors + "; check the file system while it is unmounted");
    }
    String gap = place.stack().gap();
    if (gap != null || place.family().isRemote()) {
      return Verdict.unknown("NotVisible", gap == null ? "it is on a server" : gap);
    }
    return Verdict.yes("NoFaults", "no array below is degraded: " + place.stack().describe());
  }

  private static void missingMembers(Place place, Roots roots, List<String> faults) {
    Btrfs btrfs = place.btrfs();
    if (btrfs == null) {
      return;
    }
    btrfs.missing().forEach(id -> faults.add("device " + id + " of the btrfs is missing"));
    if (!faults.isEmpty()) {
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
