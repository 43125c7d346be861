package io.diskwright.probe;

import io.diskwright.api.v1alpha1.EvidenceSource;
import io.diskwright.api.v1alpha1.Observation;
import io.diskwright.libc.Errno;
import io.diskwright.libc.ErrnoException;
import io.diskwright.libc.Fsxattr;
import io.diskwright.libc.Quotas;
import io.diskwright.planner.CapabilityState;
import java.nio.file.Path;

/** Whether the use of a directory tree is counted now, and can be limited. */
final class ProjectQuota {
  static final String CALL = "quotactl_fd(Q_XGETQSTATV, PRJQUOTA)";
  private static final String OFF = "quota by project is off";
  private static final int QSTATV_SIZE = 160;
  private static final byte QSTATV_VERSION1 = 1;

  private ProjectQuota() {}

  static Finding of(Place place, Roots roots) {
    Btrfs btrfs = place.btrfs();
    return btrfs == null ? byProject(place) : bySubvolume(place, btrfs, roots);
  }

  private static Finding byProject(Place place) {
    byte[] status = new byte[QSTATV_SIZE];
    status[0] = QSTATV_VERSION1;
    try {
      int command = Quotas.command(Quotas.Q_XGETQSTATV, Quotas.PRJQUOTA);
      place.libc().quotactlFd(place.base(), command, 0, status);
    } catch (ErrnoException e) {
      return notAnswered(place, e);
    }
    int flags = parseFlags(status);
    String said = String.format("qs_flags 0x%x", flags);
    if ((flags & Quotas.FS_QUOTA_PDQ_ACCT) == 0) {
      return Finding.absent(CALL, said, OFF);
    }
    boolean enforced = (flags & Quotas.FS_QUOTA_PDQ_ENFD) != 0;
    return withProject(
        place,
        Finding.present(
            enforced ? "enforced" : "accounted",
            CALL,
            said,
            enforced
                ? "use by project is counted and limits are kept now"
                : "use by project is counted now, limits are not kept"));
  }

  private static Finding notAnswered(Place place, ErrnoException e) {
    return switch (e.errno()) {
      case Errno.ESRCH -> Finding.absent(CALL, e.errnoName(), OFF);
      case Errno.ENOSYS ->
          place.kernelAtLeast(5, 14)
              ? Finding.absent(CALL, e.errnoName(), "it is off, or this file system has none")
              : Finding.unknown(CALL, e.errnoName(), "could not be asked")
                  .alongside(
                      new Observation(
                          EvidenceSource.VersionNumber,
                          "/proc/sys/kernel/osrelease",
                          String.valueOf(place.kernel()),
                          CapabilityState.Unknown,
                          "kernels before 5.14 do not have the call"));
      default -> Finding.failed(CALL, e, OFF);
    };
  }

  /** With the project that the directory belongs to, without which nothing in it is counted. */
  private static Finding withProject(Place place, Finding finding) {
    String call = "ioctl(FS_IOC_FSGETXATTR)";
    try {
      Fsxattr said = Fsxattr.get(place.libc(), place.base());
      String inherits = said.has(Fsxattr.PROJINHERIT) ? ", handed on" : "";
      return finding.alongside(
          new Observation(
              EvidenceSource.SystemCall,
              call,
              "fsx_projid " + Integer.toUnsignedString(said.projectId()) + inherits,
              CapabilityState.Present,
              "the project that this directory belongs to"));
    } catch (ErrnoException e) {
      return finding.alongside(
          new Observation(
              EvidenceSource.SystemCall,
              call,
              e.errnoName(),
              Finding.failed(call, e, "").state(),
              "files here cannot be given a project"));
    }
  }

  /** btrfs counts by subvolume instead; fs/btrfs/sysfs.c qgroups (5.9), mode (6.7). */
  private static Finding bySubvolume(Place place, Btrfs btrfs, Roots roots) {
    Path qgroups = roots.sys().resolve("fs/btrfs").resolve(btrfs.uuid()).resolve("qgroups");
    String call = "/sys/fs/btrfs/" + btrfs.uuid() + "/qgroups/enabled, mode";
    String enabled = place.files().text(qgroups.resolve("enabled"));
    if ("1".equals(enabled)) {
      String mode = place.files().text(qgroups.resolve("mode"));
      return Finding.present(
              mode == null ? "qgroup" : mode,
              call,
              "1, " + mode,
              "use by subvolume is counted now and can be limited")
          .fromSysfs();
    }
    boolean visible = place.files().text(qgroups.resolveSibling("nodesize")) != null;
    if (!visible || !place.kernelAtLeast(5, 9)) {
      return Finding.unknown(
              call, "not there", "this kernel does not show it, or sysfs is not here")
          .fromSysfs();
    }
    String said = enabled == null ? "not there" : enabled;
    return Finding.absent(call, said, "quota by subvolume is off").fromSysfs();
  }

  /** qs_flags of struct fs_quota_statv; include/uapi/linux/dqblk_xfs.h. */
  static int parseFlags(byte[] status) {
    return Short.toUnsignedInt(Answer.of(status, QSTATV_SIZE).getShort(2));
  }
}
