package io.diskwright.libc;

import java.util.List;

/**
 * The system calls Diskwright makes, one method each, typed; every failure is an {@link
 * ErrnoException}.
 *
 * <p>An interface so that a test can inject the faults that a real kernel will not give on demand.
 * Paths are relative to {@code dir} and are never resolved outside of it where {@code resolve} says
 * so. They are text as {@link PathText} has it, so that every path can be named. Interrupted calls
 * are retried.
 */
public interface Libc {
  /** Opens {@code path} below {@code dir} (or {@link Fd#CWD}); openat(2). */
  Fd openat(Fd dir, String path, int flags, int mode);

  /** Opens with {@code RESOLVE_*} limits; openat2(2), Linux 5.6. */
  Fd openat2(Fd dir, String path, long flags, long mode, long resolve);

  /** Closes; close(2). Called by {@link Fd#close}. */
  void close(int fd);

  /** Size, blocks, owner, mode, inode, device; fstat by statx(2) with AT_EMPTY_PATH. */
  Statx statx(Fd fd);

  /** The same for a name in a directory; symbolic links are not followed. */
  Statx statx(Fd dir, String name);

  /** File-system type, size and free blocks; fstatfs(2). */
  Statfs fstatfs(Fd fd);

  /** Allocates, punches or zeroes; fallocate(2). */
  void fallocate(Fd fd, int mode, long offset, long length);

  /** Sets the size; ftruncate(2). */
  void ftruncate(Fd fd, long length);

  /** Writes all of {@code data} at {@code offset}; pwrite(2). */
  void pwrite(Fd fd, byte[] data, long offset);

  /** Reads up to {@code length} bytes; pread(2). The answer is shorter at the end of the file. */
  byte[] pread(Fd fd, int length, long offset);

  /**
   * Reads up to {@code length} bytes with one call; pread(2). The answer may be shorter before the
   * end of the file, too, but an attribute of sysfs or a number of /proc comes whole.
   */
  byte[] preadOnce(Fd fd, int length, long offset);

  /**
   * Reads {@code length} bytes into an aligned buffer, for O_DIRECT; pread(2). Returns the bytes
   * read.
   */
  int preadAligned(Fd fd, int length, int alignment, long offset);

  /**
   * Writes {@code length} zero bytes from an aligned buffer, for O_DIRECT; pwrite(2). Returns the
   * bytes written.
   */
  int pwriteZeroesAligned(Fd fd, int length, int alignment, long offset);

  /** An ioctl(2) whose argument is a number. Returns its result. */
  int ioctl(Fd fd, long request, long argument);

  /** An ioctl(2) whose argument is a buffer, read and written in place. Returns its result. */
  int ioctl(Fd fd, long request, byte[] inOut);

  /**
   * An ioctl(2) whose argument is a structure with pointers to further buffers, such as SG_IO. Each
   * buffer is copied out and, after the call, in again; none of it is kept.
   *
   * @param pointees where in {@code inOut} a pointer of eight bytes goes, and what it points at
   */
  int ioctl(Fd fd, long request, byte[] inOut, List<Pointee> pointees);

  /**
   * What a pointer at {@code offset} of a structure points at. The array itself is read and
   * written.
   */
  @SuppressWarnings("ArrayRecordComponent") // the kernel's answer is written into it
  record Pointee(int offset, byte[] data) {}

  /**
   * The next data or hole at or after {@code offset}; lseek(2) with {@link Fcntl#SEEK_DATA} or
   * {@link Fcntl#SEEK_HOLE}. ENXIO when there is none.
   */
  long lseek(Fd fd, long offset, int whence);

  /**
   * Copies between files; copy_file_range(2). Returns the bytes copied, which may be fewer. It
   * alone proves nothing: the kernel falls back to copying by itself.
   */
  long copyFileRange(Fd in, long inOffset, Fd out, long outOffset, long length);

  /** Flushes data and metadata; fsync(2). */
  void fsync(Fd fd);

  /** Makes a directory; mkdirat(2). */
  void mkdirat(Fd dir, String name, int mode);

  /** Removes a name; unlinkat(2), {@code flags} 0 or AT_REMOVEDIR. */
  void unlinkat(Fd dir, String name, int flags);

  /** Renames; renameat2(2), {@code flags} such as RENAME_NOREPLACE. */
  void renameat2(Fd oldDir, String oldName, Fd newDir, String newName, int flags);

  /**
   * Gives an O_TMPFILE its name; linkat(2) through /proc/self/fd. Fails with EEXIST rather than
   * replace.
   */
  void linkTmpfile(Fd file, Fd dir, String name);

  /** Changes the mode; fchmod(2). */
  void fchmod(Fd fd, int mode);

  /** Changes the owner; fchown(2). */
  void fchown(Fd fd, int uid, int gid);

  /** Takes or tries an advisory lock; flock(2). */
  void flock(Fd fd, int operation);

  /**
   * Takes and gives back a lease on an open file, which the kernel grants when nobody else has the
   * file open in a way that goes against it; F_SETLEASE of fcntl(2). EAGAIN when somebody has.
   *
   * @param type {@link Fcntl#F_RDLCK}: nobody has it open to write; {@link Fcntl#F_WRLCK}: nobody
   *     has it open at all
   * @throws ErrnoException EAGAIN; EACCES of another user's file; EINVAL where there are no leases
   */
  void tryLease(Fd fd, int type);

  /** The target of a symbolic link, as {@link PathText} has it; readlinkat(2). */
  String readlinkat(Fd dir, String name);

  /** An extended attribute; fgetxattr(2). ENODATA when there is none of that name. */
  byte[] fgetxattr(Fd fd, String name);

  /** Quota control on the file system of {@code fd}; quotactl_fd(2), Linux 5.14. */
  int quotactlFd(Fd fd, int command, int id, byte[] inOut);

  /** This process's effective user id; geteuid(2). */
  int geteuid();

  /**
   * The kernel itself.
   *
   * @throws UnsupportedOperationException on anything but Linux with glibc on x86-64 or arm64; the
   *     message says what was found
   */
  static Libc system() {
    return JnaLibc.INSTANCE;
  }
}
