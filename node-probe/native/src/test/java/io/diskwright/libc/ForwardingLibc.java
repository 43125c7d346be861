package io.diskwright.libc;

import java.util.List;

/** Hands every call on; a test overrides the ones it is about. */
public class ForwardingLibc implements Libc {
  private final Libc next;

  /** Hands on to {@code next}. Descriptors close through this object. */
  public ForwardingLibc(Libc next) {
    this.next = next;
  }

  /** Called before each call with its name as in {@link Libc}; throws to make it fail. */
  protected void before(String call) {}

  private Fd mine(Fd fd) {
    return new Fd(this, fd.number());
  }

  @Override
  public Fd openat(Fd dir, String path, int flags, int mode) {
    before("openat");
    return mine(next.openat(dir, path, flags, mode));
  }

  @Override
  public Fd openat2(Fd dir, String path, long flags, long mode, long resolve) {
    before("openat2");
    return mine(next.openat2(dir, path, flags, mode, resolve));
  }

  @Override
  public void close(int fd) {
    next.close(fd);
  }

  @Override
  public Statx statx(Fd fd) {
    before("statx");
    return next.statx(fd);
  }

  @Override
  public Statx statx(Fd dir, String name) {
    before("statx");
    return next.statx(dir, name);
  }

  @Override
  public Statfs fstatfs(Fd fd) {
    before("fstatfs");
    return next.fstatfs(fd);
  }

  @Override
  public void fallocate(Fd fd, int mode, long offset, long length) {
    before("fallocate");
    next.fallocate(fd, mode, offset, length);
  }

  @Override
  public void ftruncate(Fd fd, long length) {
    before("ftruncate");
    next.ftruncate(fd, length);
  }

  @Override
  public void pwrite(Fd fd, byte[] data, long offset) {
    before("pwrite");
    next.pwrite(fd, data, offset);
  }

  @Override
  public byte[] pread(Fd fd, int length, long offset) {
    before("pread");
    return next.pread(fd, length, offset);
  }

  @Override
  public byte[] preadOnce(Fd fd, int length, long offset) {
    before("pread");
    return next.preadOnce(fd, length, offset);
  }

  @Override
  public int preadAligned(Fd fd, int length, int alignment, long offset) {
    before("preadAligned");
    return next.preadAligned(fd, length, alignment, offset);
  }

  @Override
  public int pwriteZeroesAligned(Fd fd, int length, int alignment, long offset) {
    before("pwriteZeroesAligned");
    return next.pwriteZeroesAligned(fd, length, alignment, offset);
  }

  @Override
  public int ioctl(Fd fd, long request, long argument) {
    before("ioctl");
    return next.ioctl(fd, request, argument);
  }

  @Override
  public int ioctl(Fd fd, long request, byte[] inOut) {
    before("ioctl");
    return next.ioctl(fd, request, inOut);
  }

  @Override
  public int ioctl(Fd fd, long request, byte[] inOut, List<Pointee> pointees) {
    before("ioctl");
    return next.ioctl(fd, request, inOut, pointees);
  }

  @Override
  public long lseek(Fd fd, long offset, int whence) {
    before("lseek");
    return next.lseek(fd, offset, whence);
  }

  @Override
  public long copyFileRange(Fd in, long inOffset, Fd out, long outOffset, long length) {
    before("copyFileRange");
    return next.copyFileRange(in, inOffset, out, outOffset, length);
  }

  @Override
  public void fsync(Fd fd) {
    before("fsync");
    next.fsync(fd);
  }

  @Override
  public void mkdirat(Fd dir, String name, int mode) {
    before("mkdirat");
    next.mkdirat(dir, name, mode);
  }

  @Override
  public void unlinkat(Fd dir, String name, int flags) {
    before("unlinkat");
    next.unlinkat(dir, name, flags);
  }

  @Override
  public void renameat2(Fd oldDir, String oldName, Fd newDir, String newName, int flags) {
    before("renameat2");
    next.renameat2(oldDir, oldName, newDir, newName, flags);
  }

  @Override
  public void linkTmpfile(Fd file, Fd dir, String name) {
    before("linkTmpfile");
    next.linkTmpfile(file, dir, name);
  }

  @Override
  public void fchmod(Fd fd, int mode) {
    before("fchmod");
    next.fchmod(fd, mode);
  }

  @Override
  public void fchown(Fd fd, int uid, int gid) {
    before("fchown");
    next.fchown(fd, uid, gid);
  }

  @Override
  public void flock(Fd fd, int operation) {
    before("flock");
    next.flock(fd, operation);
  }

  @Override
  public void tryLease(Fd fd, int type) {
    before("fcntl");
    next.tryLease(fd, type);
  }

  @Override
  public String readlinkat(Fd dir, String name) {
    before("readlinkat");
    return next.readlinkat(dir, name);
  }

  @Override
  public byte[] fgetxattr(Fd fd, String name) {
    before("fgetxattr");
    return next.fgetxattr(fd, name);
  }

  @Override
  public int quotactlFd(Fd fd, int command, int id, byte[] inOut) {
    before("quotactlFd");
    return next.quotactlFd(fd, command, id, inOut);
  }

  @Override
  public int geteuid() {
    return next.geteuid();
  }
}
