package io.diskwright.libc;

/** Commands of quotactl_fd(2); include/uapi/linux/quota.h and dqblk_xfs.h. */
public final class Quotas {
  /** Quota type: by project. */
  public static final int PRJQUOTA = 2;

  /** Which quotas are on, struct fs_quota_statv, every file system with quotas. */
  public static final int Q_XGETQSTATV = ('X' << 8) + 8;

  /** Limits and use of one id, struct if_dqblk. */
  public static final int Q_GETQUOTA = 0x800007;

  /** Quota format in use, an int; ESRCH when quota is off. */
  public static final int Q_GETFMT = 0x800004;

  /** Project quota is being counted; FS_QUOTA_PDQ_ACCT of dqblk_xfs.h. */
  public static final int FS_QUOTA_PDQ_ACCT = 1 << 4;

  /** Project quota is being enforced; FS_QUOTA_PDQ_ENFD of dqblk_xfs.h. */
  public static final int FS_QUOTA_PDQ_ENFD = 1 << 5;

  private Quotas() {}

  /** Command and type as one number; QCMD of quota.h. */
  public static int command(int command, int type) {
    return command << 8 | type & 0xff;
  }
}
