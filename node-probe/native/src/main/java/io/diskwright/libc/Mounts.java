package io.diskwright.libc;

/** Takes mounts away; needs CAP_SYS_ADMIN. */
public final class Mounts {
  /** include/linux/fs.h: at once for new users, for those that have it open when they close it. */
  private static final int MNT_DETACH = 2;

  /** include/linux/fs.h: {@code path} is no symbolic link. */
  private static final int UMOUNT_NOFOLLOW = 8;

  private Mounts() {}

  /**
   * Takes away whatever is mounted at {@code path}, dead or alive, one over another; umount2(2).
   *
   * @return whether there was anything
   */
  public static boolean detach(String path) {
    Libc.system();
    byte[] name = CPath.of("umount2", path);
    for (boolean found = false; ; found = true) {
      try {
        JnaLibc.call(
            () -> "umount2(" + CPath.quoted(path) + ", MNT_DETACH)",
            () -> LibcCalls.umount2(name, MNT_DETACH | UMOUNT_NOFOLLOW));
      } catch (ErrnoException e) {
        if (e.errno() == Errno.EINVAL || e.errno() == Errno.ENOENT) {
          return found; // nothing is mounted there, or there is nothing
        }
        throw e;
      }
    }
  }
}
