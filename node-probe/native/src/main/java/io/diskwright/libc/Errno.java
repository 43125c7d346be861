package io.diskwright.libc;

import java.util.Map;

/** Names of error numbers; asm-generic/errno-base.h and errno.h. */
public final class Errno {
  public static final int EPERM = 1;
  public static final int ENOENT = 2;
  public static final int EINTR = 4;
  public static final int EIO = 5;
  public static final int EBADF = 9;
  public static final int EAGAIN = 11;
  public static final int EACCES = 13;
  public static final int EBUSY = 16;
  public static final int EEXIST = 17;
  public static final int EXDEV = 18;
  public static final int ENOTDIR = 20;
  public static final int EISDIR = 21;
  public static final int EINVAL = 22;
  public static final int ENOTTY = 25;
  public static final int EFBIG = 27;
  public static final int ENOSPC = 28;
  public static final int EROFS = 30;
  public static final int ENAMETOOLONG = 36;
  public static final int ENOLCK = 37;
  public static final int ENOSYS = 38;
  public static final int ENOTEMPTY = 39;
  public static final int ELOOP = 40;
  public static final int ENODATA = 61;
  public static final int EOPNOTSUPP = 95;
  public static final int EDQUOT = 122;
  public static final int ESRCH = 3;
  public static final int ENODEV = 19;
  public static final int ENXIO = 6;
  public static final int ENOBUFS = 105;
  public static final int ESTALE = 116;
  public static final int ESHUTDOWN = 108;
  public static final int ETIMEDOUT = 110;

  private static final Map<Integer, String[]> NAMES =
      Map.ofEntries(
          e(EPERM, "EPERM", "operation not permitted"),
          e(ENOENT, "ENOENT", "no such file or directory"),
          e(ESRCH, "ESRCH", "no such process"),
          e(EINTR, "EINTR", "interrupted"),
          e(EIO, "EIO", "input/output error"),
          e(EBADF, "EBADF", "bad file descriptor"),
          e(EAGAIN, "EAGAIN", "try again"),
          e(EACCES, "EACCES", "permission denied"),
          e(EBUSY, "EBUSY", "busy"),
          e(EEXIST, "EEXIST", "exists already"),
          e(EXDEV, "EXDEV", "crosses file systems"),
          e(ENODEV, "ENODEV", "no such device"),
          e(ENOTDIR, "ENOTDIR", "not a directory"),
          e(EISDIR, "EISDIR", "is a directory"),
          e(EINVAL, "EINVAL", "invalid argument"),
          e(ENOTTY, "ENOTTY", "not supported by this file"),
          e(EFBIG, "EFBIG", "file too large"),
          e(ENOSPC, "ENOSPC", "no space left"),
          e(EROFS, "EROFS", "read-only file system"),
          e(ENAMETOOLONG, "ENAMETOOLONG", "name too long"),
          e(ENOLCK, "ENOLCK", "no locks here"),
          e(ENOSYS, "ENOSYS", "not in this kernel"),
          e(ENOTEMPTY, "ENOTEMPTY", "directory not empty"),
          e(ELOOP, "ELOOP", "symbolic link in the path"),
          e(ENODATA, "ENODATA", "no data"),
          e(EOPNOTSUPP, "EOPNOTSUPP", "not supported"),
          e(ENXIO, "ENXIO", "no such device or address"),
          e(ENOBUFS, "ENOBUFS", "no buffer space; messages were lost"),
          e(ESHUTDOWN, "ESHUTDOWN", "device or file system was shut down"),
          e(ESTALE, "ESTALE", "stale file handle"),
          e(ETIMEDOUT, "ETIMEDOUT", "timed out"),
          e(EDQUOT, "EDQUOT", "quota exceeded"));

  private Errno() {}

  /** The name, such as {@code ENOSPC}; {@code errno N} for one not listed. */
  public static String name(int errno) {
    String[] known = NAMES.get(errno);
    return known == null ? "errno " + errno : known[0];
  }

  /** Name and meaning. */
  public static String describe(int errno) {
    String[] known = NAMES.get(errno);
    return known == null ? "errno " + errno : known[0] + " (" + known[1] + ")";
  }

  private static Map.Entry<Integer, String[]> e(int errno, String name, String meaning) {
    return Map.entry(errno, new String[] {name, meaning});
  }
}
