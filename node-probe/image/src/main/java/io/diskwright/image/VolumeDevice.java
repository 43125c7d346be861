package io.diskwright.image;

import io.diskwright.libc.Errno;
import io.diskwright.libc.ErrnoException;
import io.diskwright.libc.Fcntl;
import io.diskwright.libc.Fd;
import io.diskwright.libc.Ioctls;
import io.diskwright.libc.Libc;
import io.diskwright.libc.Statx;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;

/** The open device of a volume, which is shown to be just that one; by system calls alone. */
final class VolumeDevice implements AutoCloseable {
  /** Small enough that one call does not hold up others for long. */
  private static final long PIECE = 256L << 20;

  private static final int READ = 1 << 20;
  private static final int ALIGNMENT = 4096;

  private final Libc libc;
  private final Path path;
  private final Fd fd;

  private VolumeDevice(Libc libc, Path path, Fd fd) {
    this.libc = libc;
    this.path = path;
    this.fd = fd;
  }

  /**
   * Opens the device of {@code volume}.
   *
   * @param devices where the names of devices are, {@code /dev}
   * @throws ImageException when the name leads to another device than LVM says
   */
  static VolumeDevice open(
      Libc libc, Path devices, String group, VolumeGroupState.Volume volume, boolean write)
      throws ImageException {
    Path path = devices.resolve(group).resolve(volume.name());
    int flags = (write ? Fcntl.O_RDWR : Fcntl.O_RDONLY) | Fcntl.O_NONBLOCK | Fcntl.O_CLOEXEC;
    Fd fd = libc.openat(Fd.CWD, path.toString(), flags, 0);
    VolumeDevice device = new VolumeDevice(libc, path, fd);
    boolean right = false;
    try {
      Statx statx = libc.statx(fd);
      right = statx.isBlockDevice() && statx.special().toString().equals(volume.device());
      if (!right) {
        throw new ImageException(
            ImageException.Kind.WrongPlace,
            path
                + " is not the device of that volume: LVM says "
                + volume.device()
                + ", and there is "
                + (statx.isBlockDevice() ? statx.special() : "no block device")
                + ". Look with 'dmsetup info' and 'udevadm settle'; nothing was changed.");
      }
      return device;
    } finally {
      if (!right) {
        device.close();
      }
    }
  }

  /** Its size in bytes, by the kernel; BLKGETSIZE64. */
  long bytes() {
    byte[] answer = new byte[Long.BYTES];
    libc.ioctl(fd, Ioctls.BLKGETSIZE64, answer);
    return ByteBuffer.wrap(answer).order(ByteOrder.nativeOrder()).getLong();
  }

  /** Makes all of it zeroes, by the disks where they can; BLKZEROOUT, which flushes nothing. */
  void zero() {
    long bytes = bytes();
    for (long at = 0; at < bytes; at += PIECE) {
      libc.ioctl(fd, Ioctls.BLKZEROOUT, range(at, Math.min(PIECE, bytes - at)));
    }
    libc.fsync(fd);
  }

  /**
   * Overwrites what is not zero and then gives all of it back: a thin volume maps no block for it
   * that was not mapped before.
   */
  void zeroWhatIsThere() {
    long bytes = bytes();
    for (long at = 0; at < bytes; ) {
      byte[] data = libc.pread(fd, (int) Math.min(READ, bytes - at), at);
      if (data.length == 0) {
        throw new ErrnoException("pread(" + path + ", " + at + ") read nothing", Errno.EIO);
      }
      if (!isZero(data)) {
        overwrite(at, data.length);
      }
      at += data.length;
    }
    libc.fsync(fd);
    try {
      for (long at = 0; at < bytes; at += PIECE) {
        libc.ioctl(fd, Ioctls.BLKDISCARD, range(at, Math.min(PIECE, bytes - at)));
      }
    } catch (ErrnoException e) {
      if (e.errno() != Errno.EOPNOTSUPP) {
        throw e;
      } // the pool ignores discards; removing the volume gives the blocks back
    }
  }

  private void overwrite(long at, int length) {
    for (int done = 0; done < length; ) {
      int written = libc.pwriteZeroesAligned(fd, length - done, ALIGNMENT, at + done);
      if (written <= 0) {
        throw new ErrnoException("pwrite(" + path + ", " + at + ") wrote nothing", Errno.EIO);
      }
      done += written;
    }
  }

  private static boolean isZero(byte[] data) {
    for (byte one : data) {
      if (one != 0) {
        return false;
      }
    }
    return true;
  }

  /** Two numbers of eight bytes: start and length. */
  private static byte[] range(long start, long length) {
    return ByteBuffer.allocate(2 * Long.BYTES)
        .order(ByteOrder.nativeOrder())
        .putLong(start)
        .putLong(length)
        .array();
  }

  @Override
  public void close() {
    fd.close();
  }
}
