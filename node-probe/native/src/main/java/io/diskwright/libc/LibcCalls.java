package io.diskwright.libc;

import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;

/**
 * The functions of glibc, mapped directly. C {@code long} is 64 bits here.
 *
 * <p>openat, fcntl, ioctl and syscall are variadic in C. They are declared with fixed arguments
 * because the calling conventions of Linux on x86-64 and arm64, the two that {@link JnaLibc}
 * admits, pass integer and pointer arguments the same way in both cases.
 */
final class LibcCalls {
  /** Same on every architecture; include/uapi/asm-generic/unistd.h. */
  static final long SYS_OPENAT2 = 437;

  /** Same on every architecture; include/uapi/asm-generic/unistd.h. */
  static final long SYS_QUOTACTL_FD = 443;

  private LibcCalls() {}

  static void register() {
    // Unset, JNA runs `ldconfig -p` to look for libraries; the C library is loaded already.
    if (System.getProperty("jna.platform.library.path") == null) {
      System.setProperty("jna.platform.library.path", "/usr/lib");
    }
    Native.register(LibcCalls.class, NativeLibrary.getProcess());
  }

  static native int openat(int dir, byte[] path, int flags, int mode);

  static native int close(int fd);

  static native int statx(int dir, byte[] path, int flags, int mask, byte[] buffer);

  static native int fstatfs(int fd, byte[] buffer);

  static native int fallocate(int fd, int mode, long offset, long length);

  static native int ftruncate(int fd, long length);

  static native long pwrite(int fd, byte[] data, long count, long offset);

  static native long pwrite(int fd, Pointer data, long count, long offset);

  static native long pread(int fd, byte[] data, long count, long offset);

  static native long pread(int fd, Pointer data, long count, long offset);

  static native int ioctl(int fd, long request, long argument);

  static native int ioctl(int fd, long request, byte[] argument);

  static native int ioctl(int fd, long request, Pointer argument);

  static native long lseek(int fd, long offset, int whence);

  static native long copy_file_range(
      int in, long[] inOffset, int out, long[] outOffset, long length, int flags);

  static native int socket(int domain, int type, int protocol);

  static native int bind(int fd, byte[] address, int length);

  static native long recvfrom(
      int fd, Pointer buffer, long length, int flags, Pointer address, Pointer addressLength);

  static native int inotify_init1(int flags);

  static native int inotify_add_watch(int fd, byte[] path, int mask);

  static native int inotify_rm_watch(int fd, int watch);

  static native int memfd_create(byte[] name, int flags);

  static native int eventfd(int initial, int flags);

  static native long read(int fd, Pointer buffer, long length);

  static native long write(int fd, byte[] data, long length);

  static native int poll(Pointer fds, long count, int timeout);

  static native int fsync(int fd);

  static native int mkdirat(int dir, byte[] name, int mode);

  static native int unlinkat(int dir, byte[] name, int flags);

  static native int renameat2(int oldDir, byte[] oldName, int newDir, byte[] newName, int flags);

  static native int linkat(int oldDir, byte[] oldName, int newDir, byte[] newName, int flags);

  static native int fchmod(int fd, int mode);

  static native int fchown(int fd, int uid, int gid);

  static native int flock(int fd, int operation);

  static native int fcntl(int fd, int command, long argument);

  static native long readlinkat(int dir, byte[] name, byte[] buffer, long size);

  static native long fgetxattr(int fd, byte[] name, byte[] buffer, long size);

  static native long syscall(long number, long a, byte[] b, byte[] c, long d);

  static native long syscall(long number, long a, long b, long c, byte[] d);

  static native long syscall(long number, long a, long b, long c);

  static native long syscall(long number, long a, long b, Pointer c);

  static native long syscall(long number, long a, long b, long c, Pointer d, long e);

  static native int umount2(byte[] path, int flags);

  static native int geteuid();
}
