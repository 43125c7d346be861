package io.diskwright.libc;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** The kernel, through JNA. Errno is read right after each call; EINTR is tried again. */
final class JnaLibc implements Libc {
  static final Libc INSTANCE = create();
  private static final int PATH_MAX = 4096;
  private static final int XATTR_SIZE_MAX = 65536;
  private static final int PAGE = 65536;
  private static final int ZEROES = 8 << 20;

  private JnaLibc() {}

  private static Libc create() {
    String os = System.getProperty("os.name", "");
    String arch = System.getProperty("os.arch", "");
    if (!os.equals("Linux") || !(arch.equals("amd64") || arch.equals("aarch64"))) {
      throw new UnsupportedOperationException(
          "system calls: this is " + os + " on " + arch + "; Linux on x86-64 or arm64 is needed");
    }
    LibcCalls.register();
    return new JnaLibc();
  }

  /** Never written to, so all threads share it; big enough that the disk is the limit. */
  private static final class ZeroPages {
    static final Memory MEMORY = new Memory(ZEROES + PAGE);
    static final Pointer ALIGNED = MEMORY.align(PAGE);

    static {
      MEMORY.clear();
    }

    private ZeroPages() {}
  }

  static long call(Supplier<String> name, LongSupplier body) {
    while (true) {
      long result = body.getAsLong();
      if (result >= 0) {
        return result;
      }
      int errno = Native.getLastError();
      if (errno != Errno.EINTR) {
        throw new ErrnoException(name.get(), errno);
      }
    }
  }

  @Override
  public Fd openat(Fd dir, String path, int flags, int mode) {
    byte[] name = CPath.of("openat", path);
    return new Fd(
        this,
        (int)
            call(
                () -> "openat(" + CPath.quoted(path) + ", " + OpenFlags.names(flags) + ")",
                () -> LibcCalls.openat(dir.number(), name, flags | Fcntl.O_CLOEXEC, mode)));
  }

  @Override
  public Fd openat2(Fd dir, String path, long flags, long mode, long resolve) {
    byte[] name = CPath.of("openat2", path);
    byte[] how = new byte[24];
    ByteBuffer.wrap(how)
        .order(ByteOrder.nativeOrder())
        .putLong(flags | Fcntl.O_CLOEXEC)
        .putLong(mode)
        .putLong(resolve);
    return new Fd(
        this,
        (int)
            call(
                () -> "openat2(" + CPath.quoted(path) + ", " + OpenFlags.names((int) flags) + ")",
                () ->
                    LibcCalls.syscall(LibcCalls.SYS_OPENAT2, dir.number(), name, how, how.length)));
  }

  @Override
  public void close(int fd) {
    // Not tried again on EINTR: Linux has let the number go already, another thread may own it.
    if (LibcCalls.close(fd) < 0) {
      int errno = Native.getLastError();
      if (errno != Errno.EINTR) {
        throw new ErrnoException("close", errno);
      }
    }
  }

  @Override
  public Statx statx(Fd fd) {
    return statx(fd, new byte[1], Fcntl.AT_EMPTY_PATH, () -> "fstat");
  }

  @Override
  public Statx statx(Fd dir, String name) {
    return statx(
        dir,
        CPath.of("statx", name),
        Fcntl.AT_SYMLINK_NOFOLLOW,
        () -> "statx(" + CPath.quoted(name) + ")");
  }

  private static Statx statx(Fd dir, byte[] path, int flags, Supplier<String> name) {
    int mask =
        StructParser.STATX_BASIC_STATS
            | StructParser.STATX_MNT_ID
            | StructParser.STATX_DIOALIGN
            | StructParser.STATX_WRITE_ATOMIC;
    byte[] answer = new byte[StructParser.STATX_SIZE];
    call(name, () -> LibcCalls.statx(dir.number(), path, flags, mask, answer));
    return StructParser.statx(answer);
  }

  @Override
  public Statfs fstatfs(Fd fd) {
    byte[] answer = new byte[StructParser.STATFS_SIZE];
    call(() -> "fstatfs", () -> LibcCalls.fstatfs(fd.number(), answer));
    return StructParser.statfs(answer);
  }

  @Override
  public void fallocate(Fd fd, int mode, long offset, long length) {
    call(
        () -> "fallocate(mode " + mode + ", " + offset + ", " + length + ")",
        () -> LibcCalls.fallocate(fd.number(), mode, offset, length));
  }

  @Override
  public void ftruncate(Fd fd, long length) {
    call(() -> "ftruncate(" + length + ")", () -> LibcCalls.ftruncate(fd.number(), length));
  }

  @Override
  public void pwrite(Fd fd, byte[] data, long offset) {
    int done = 0;
    while (done < data.length) {
      byte[] rest = done == 0 ? data : Arrays.copyOfRange(data, done, data.length);
      long at = offset + done;
      long wrote =
          call(
              () -> "pwrite(" + rest.length + ", " + at + ")",
              () -> LibcCalls.pwrite(fd.number(), rest, rest.length, at));
      done += progress("pwrite(" + rest.length + ", " + at + ")", wrote);
    }
  }

  @Override
  public byte[] pread(Fd fd, int length, long offset) {
    byte[] data = new byte[length];
    int done = 0;
    while (done < length) {
      byte[] part = preadOnce(fd, length - done, offset + done);
      if (part.length == 0) {
        return Arrays.copyOf(data, done);
      }
      System.arraycopy(part, 0, data, done, part.length);
      done += part.length;
    }
    return data;
  }

  @Override
  public byte[] preadOnce(Fd fd, int length, long offset) {
    byte[] data = new byte[length];
    long got =
        call(
            () -> "pread(" + length + ", " + offset + ")",
            () -> LibcCalls.pread(fd.number(), data, length, offset));
    return got == length ? data : Arrays.copyOf(data, (int) got);
  }

  @Override
  public int preadAligned(Fd fd, int length, int alignment, long offset) {
    try (Memory memory = new Memory((long) length + alignment)) {
      Pointer buffer = memory.align(alignment);
      return (int)
          call(
              () -> "pread(O_DIRECT, " + length + ", " + offset + ")",
              () -> LibcCalls.pread(fd.number(), buffer, length, offset));
    }
  }

  @Override
  public int pwriteZeroesAligned(Fd fd, int length, int alignment, long offset) {
    if (alignment > PAGE) {
      throw new IllegalArgumentException("alignment " + alignment + " is more than " + PAGE);
    }
    int done = 0;
    while (done < length) {
      int chunk = Math.min(length - done, ZEROES);
      long at = offset + done;
      String name = "pwrite(" + chunk + ", " + at + ")";
      long wrote =
          call(() -> name, () -> LibcCalls.pwrite(fd.number(), ZeroPages.ALIGNED, chunk, at));
      done += progress(name, wrote);
    }
    return done;
  }

  /** A write of nothing that is no error would be tried for ever. */
  private static int progress(String name, long wrote) {
    if (wrote == 0) {
      throw new ErrnoException(name, Errno.EIO);
    }
    return (int) wrote;
  }

  @Override
  public int ioctl(Fd fd, long request, long argument) {
    return (int)
        call(
            () -> String.format("ioctl(0x%x)", request),
            () -> LibcCalls.ioctl(fd.number(), request, argument));
  }

  @Override
  public int ioctl(Fd fd, long request, byte[] inOut) {
    checkSize(request, inOut);
    return (int)
        call(
            () -> String.format("ioctl(0x%x)", request),
            () -> LibcCalls.ioctl(fd.number(), request, inOut));
  }

  /**
   * A buffer shorter than the number says would be overrun by the kernel: it must not get there.
   */
  private static void checkSize(long request, byte[] inOut) {
    if (inOut.length < Ioctls.sizeOf(request)) {
      throw new IllegalArgumentException(
          String.format(
              "ioctl(0x%x) takes %d bytes, not %d", request, Ioctls.sizeOf(request), inOut.length));
    }
  }

  @Override
  public int ioctl(Fd fd, long request, byte[] inOut, List<Pointee> pointees) {
    checkSize(request, inOut);
    List<Memory> copies = new ArrayList<>();
    try (Memory head = new Memory(Math.max(1, inOut.length))) {
      head.write(0, inOut, 0, inOut.length);
      for (Pointee pointee : pointees) {
        Objects.checkFromIndexSize(pointee.offset(), Native.POINTER_SIZE, inOut.length);
        Memory copy = new Memory(Math.max(1, pointee.data().length));
        copies.add(copy);
        copy.write(0, pointee.data(), 0, pointee.data().length);
        head.setPointer(pointee.offset(), copy);
      }
      int result =
          (int)
              call(
                  () -> String.format("ioctl(0x%x)", request),
                  () -> LibcCalls.ioctl(fd.number(), request, head));
      head.read(0, inOut, 0, inOut.length);
      head.clear(); // it may hold a key, as device-mapper tables do
      for (int i = 0; i < copies.size(); i++) {
        byte[] data = pointees.get(i).data();
        copies.get(i).read(0, data, 0, data.length);
      }
      return result;
    } finally {
      copies.forEach(Memory::close);
    }
  }

  @Override
  public long lseek(Fd fd, long offset, int whence) {
    return call(
        () -> "lseek(" + offset + ", " + whence + ")",
        () -> LibcCalls.lseek(fd.number(), offset, whence));
  }

  @Override
  public long copyFileRange(Fd in, long inOffset, Fd out, long outOffset, long length) {
    return call(
        () -> "copy_file_range(" + inOffset + ", " + outOffset + ", " + length + ")",
        () ->
            LibcCalls.copy_file_range(
                in.number(),
                new long[] {inOffset},
                out.number(),
                new long[] {outOffset},
                length,
                0));
  }

  @Override
  public void fsync(Fd fd) {
    call(() -> "fsync", () -> LibcCalls.fsync(fd.number()));
  }

  @Override
  public void mkdirat(Fd dir, String name, int mode) {
    byte[] path = CPath.of("mkdirat", name);
    call(
        () -> "mkdirat(" + CPath.quoted(name) + ")",
        () -> LibcCalls.mkdirat(dir.number(), path, mode));
  }

  @Override
  public void unlinkat(Fd dir, String name, int flags) {
    byte[] path = CPath.of("unlinkat", name);
    call(
        () -> "unlinkat(" + CPath.quoted(name) + ")",
        () -> LibcCalls.unlinkat(dir.number(), path, flags));
  }

  @Override
  public void renameat2(Fd oldDir, String oldName, Fd newDir, String newName, int flags) {
    byte[] from = CPath.of("renameat2", oldName);
    byte[] to = CPath.of("renameat2", newName);
    call(
        () -> "renameat2(" + CPath.quoted(oldName) + ", " + CPath.quoted(newName) + ")",
        () -> LibcCalls.renameat2(oldDir.number(), from, newDir.number(), to, flags));
  }

  @Override
  public void linkTmpfile(Fd file, Fd dir, String name) {
    byte[] from = CPath.of("linkat", "/proc/self/fd/" + file.number());
    byte[] to = CPath.of("linkat", name);
    call(
        () -> "linkat(" + CPath.quoted(name) + ")",
        () -> LibcCalls.linkat(Fcntl.AT_FDCWD, from, dir.number(), to, Fcntl.AT_SYMLINK_FOLLOW));
  }

  @Override
  public void fchmod(Fd fd, int mode) {
    call(
        () -> "fchmod(" + Integer.toOctalString(mode) + ")",
        () -> LibcCalls.fchmod(fd.number(), mode));
  }

  @Override
  public void fchown(Fd fd, int uid, int gid) {
    call(() -> "fchown(" + uid + ", " + gid + ")", () -> LibcCalls.fchown(fd.number(), uid, gid));
  }

  @Override
  public void flock(Fd fd, int operation) {
    call(() -> "flock(" + operation + ")", () -> LibcCalls.flock(fd.number(), operation));
  }

  @Override
  public void tryLease(Fd fd, int type) {
    Lease.tryOnce(fd, type);
  }

  @Override
  public String readlinkat(Fd dir, String name) {
    byte[] path = CPath.of("readlinkat", name);
    byte[] target = new byte[PATH_MAX];
    long length =
        call(
            () -> "readlinkat(" + CPath.quoted(name) + ")",
            () -> LibcCalls.readlinkat(dir.number(), path, target, target.length));
    return PathText.decode(Arrays.copyOf(target, (int) length));
  }

  @Override
  public byte[] fgetxattr(Fd fd, String name) {
    byte[] path = CPath.of("fgetxattr", name);
    byte[] value = new byte[XATTR_SIZE_MAX];
    long length =
        call(
            () -> "fgetxattr(" + CPath.quoted(name) + ")",
            () -> LibcCalls.fgetxattr(fd.number(), path, value, value.length));
    return Arrays.copyOf(value, (int) length);
  }

  @Override
  public int quotactlFd(Fd fd, int command, int id, byte[] inOut) {
    return (int)
        call(
            () -> String.format("quotactl_fd(0x%x, id %d)", command, id),
            () ->
                LibcCalls.syscall(
                    LibcCalls.SYS_QUOTACTL_FD,
                    fd.number(),
                    Integer.toUnsignedLong(command),
                    id,
                    inOut));
  }

  @Override
  public int geteuid() {
    return LibcCalls.geteuid();
  }
}
