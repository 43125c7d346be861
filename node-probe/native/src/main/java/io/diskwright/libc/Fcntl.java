package io.diskwright.libc;

/**
 * Flags of open(2) and of the {@code *at} calls; include/uapi/asm-generic/fcntl.h, and on arm64
 * arch/arm64/include/uapi/asm/fcntl.h, which swaps four of them.
 */
public final class Fcntl {
  private static final boolean ARM = System.getProperty("os.arch", "").equals("aarch64");

  public static final int O_RDONLY = 0;
  public static final int O_WRONLY = 1;
  public static final int O_RDWR = 2;
  public static final int O_CREAT = 0100;
  public static final int O_EXCL = 0200;
  public static final int O_TRUNC = 01000;
  public static final int O_NONBLOCK = 04000;
  public static final int O_CLOEXEC = 02000000;
  public static final int O_PATH = 010000000;
  public static final int O_DIRECT = direct(ARM);
  public static final int O_DIRECTORY = directory(ARM);
  public static final int O_NOFOLLOW = nofollow(ARM);

  /** A nameless file; {@code __O_TMPFILE | O_DIRECTORY}, Linux 3.11. */
  public static final int O_TMPFILE = 020000000 | O_DIRECTORY;

  /** include/uapi/linux/fcntl.h. */
  public static final int AT_FDCWD = -100;

  public static final int AT_SYMLINK_NOFOLLOW = 0x100;
  public static final int AT_REMOVEDIR = 0x200;
  public static final int AT_SYMLINK_FOLLOW = 0x400;
  public static final int AT_EMPTY_PATH = 0x1000;

  /** For renameat2(2); include/uapi/linux/fs.h. */
  public static final int RENAME_NOREPLACE = 1;

  /** For renameat2(2); include/uapi/linux/fs.h. */
  public static final int RENAME_EXCHANGE = 2;

  /** For openat2(2); include/uapi/linux/openat2.h. */
  public static final long RESOLVE_NO_XDEV = 0x01;

  public static final long RESOLVE_NO_MAGICLINKS = 0x02;
  public static final long RESOLVE_NO_SYMLINKS = 0x04;
  public static final long RESOLVE_BENEATH = 0x08;

  /** For flock(2); include/uapi/asm-generic/fcntl.h. */
  public static final int LOCK_SH = 1;

  public static final int LOCK_EX = 2;
  public static final int LOCK_NB = 4;
  public static final int LOCK_UN = 8;

  /** A lease as readers take it; include/uapi/asm-generic/fcntl.h. */
  public static final int F_RDLCK = 0;

  /** A lease as a writer takes it; include/uapi/asm-generic/fcntl.h. */
  public static final int F_WRLCK = 1;

  /** For lseek(2); include/uapi/linux/fs.h. */
  public static final int SEEK_DATA = 3;

  /** For lseek(2); include/uapi/linux/fs.h. */
  public static final int SEEK_HOLE = 4;

  private Fcntl() {}

  static int direct(boolean arm) {
    return arm ? 0200000 : 040000;
  }

  static int directory(boolean arm) {
    return arm ? 040000 : 0200000;
  }

  static int nofollow(boolean arm) {
    return arm ? 0100000 : 0400000;
  }
}
