package io.diskwright.probe;

import io.diskwright.libc.Errno;
import io.diskwright.libc.ErrnoException;
import io.diskwright.libc.Fsxattr;
import io.diskwright.libc.Quotas;
import io.diskwright.planner.Capability;

/** How the place is administered: quotas, and who else sees it. */
final class AdminProbe implements CapabilityProbe {
  private static final String QUOTA =
      "quotactl_fd(Q_XGETQSTATV, PRJQUOTA) + ioctl(FS_IOC_FSGETXATTR)";
  private static final String TYPE = "fstatfs f_type";
  private static final int QSTATV_SIZE = 160;
  private static final byte QSTATV_VERSION1 = 1;

  @Override
  public void ask(Place place, Findings out) {
    out.ask(Capability.ProjectQuota, QUOTA, "no quota by project is on", () -> quota(place));
    out.put(Capability.SharedAccess, shared(place));
  }

  private static Finding quota(Place place) {
    byte[] status = new byte[QSTATV_SIZE];
    status[0] = QSTATV_VERSION1;
    try {
      int command = Quotas.command(Quotas.Q_XGETQSTATV, Quotas.PRJQUOTA);
      place.libc().quotactlFd(place.base(), command, 0, status);
    } catch (ErrnoException e) {
      if (e.errno() == Errno.ESRCH) {
        return Finding.absent(QUOTA, e.errnoName(), "quota by project is off");
      }
      if (e.errno() == Errno.ENOSYS && !place.kernelAtLeast(5, 14)) {
        return Finding.unknown(QUOTA, e.errnoName(), "kernels before 5.14 do not have the call");
      }
      throw e;
    }
    int flags = parseFlags(status);
    String said = String.format("qs_flags 0x%x", flags);
    if ((flags & Quotas.FS_QUOTA_PDQ_ACCT) == 0) {
      return Finding.absent(QUOTA, said, "quota by project is off");
    }
    Fsxattr.get(place.libc(), place.base());
    boolean enforced = (flags & Quotas.FS_QUOTA_PDQ_ENFD) != 0;
    return Finding.present(
        enforced ? "enforced" : "accounted", QUOTA, said, "use by project is counted now");
  }

  /** qs_flags of struct fs_quota_statv; include/uapi/linux/dqblk_xfs.h. */
  static int parseFlags(byte[] status) {
    return Short.toUnsignedInt(Answer.of(status, QSTATV_SIZE).getShort(2));
  }

  private static Finding shared(Place place) {
    String type = place.baseType();
    String detail = "one node at a time sees it";
    return switch (place.family()) {
      case NETWORK -> {
        String version = place.baseMount().superOption("vers");
        String value = type.startsWith("nfs") && version != null ? "nfs" + version : type;
        yield Finding.present(value, TYPE, type, "every client of the server sees it");
      }
      case EXT, XFS, BTRFS, F2FS, MEMORY -> Finding.absent(TYPE, type, detail);
      default -> Finding.unknown(TYPE, type, "whether others see it is not known for this type");
    };
  }
}
