package io.diskwright.probe.dm;

import io.diskwright.libc.Errno;
import io.diskwright.libc.ErrnoException;
import io.diskwright.libc.Fcntl;
import io.diskwright.libc.Fd;
import io.diskwright.libc.Ioctls;
import io.diskwright.libc.Libc;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * Asks device-mapper, by questions only: nothing here changes a device. Every question needs
 * CAP_SYS_ADMIN and fails with EACCES without it.
 */
public final class DmControl {
  /** As evidence names it. */
  public static final String STATUS = "ioctl(DM_TABLE_STATUS)";

  private static final int FIRST_BUFFER = 4 << 10;
  private static final int LARGEST_BUFFER = 4 << 20;

  private final Libc libc;
  private final Path control;

  /**
   * Asks through {@code libc}.
   *
   * @param control usually /dev/mapper/control
   */
  public DmControl(Libc libc, Path control) {
    this.libc = libc;
    this.control = control;
  }

  /**
   * One device with the states and the tables of its targets; keys are left out.
   *
   * @throws ErrnoException EACCES without the right, ENOENT without device-mapper, ENXIO when there
   *     is no such device, EIO when the answer makes no sense
   */
  public DmDevice device(int major, int minor) {
    try (Fd fd = open()) {
      int flags = DmAnswer.NO_FLUSH | DmAnswer.SECURE;
      DmDevice device = DmAnswer.device(ask(fd, Ioctls.DM_TABLE_STATUS, major, minor, flags));
      byte[] tables = ask(fd, Ioctls.DM_TABLE_STATUS, major, minor, flags | DmAnswer.TABLE);
      try {
        return DmAnswer.withTables(device, tables);
      } finally {
        Arrays.fill(tables, (byte) 0);
      }
    } catch (IllegalArgumentException e) {
      throw new ErrnoException(STATUS + ": " + e.getMessage(), Errno.EIO);
    }
  }

  /**
   * Numbers, names and event counts of all devices as the kernel lists them: another when one was
   * made, renamed, removed or had an event.
   */
  public byte[] list() {
    try (Fd fd = open()) {
      return DmAnswer.list(ask(fd, Ioctls.DM_LIST_DEVICES, 0, 0, 0));
    } catch (IllegalArgumentException e) {
      throw new ErrnoException("ioctl(DM_LIST_DEVICES): " + e.getMessage(), Errno.EIO);
    }
  }

  private Fd open() {
    int flags = Fcntl.O_RDONLY | Fcntl.O_NONBLOCK | Fcntl.O_CLOEXEC;
    return libc.openat(Fd.CWD, control.toString(), flags, 0);
  }

  private byte[] ask(Fd fd, long question, int major, int minor, int flags) {
    for (int size = FIRST_BUFFER; ; size *= 4) {
      byte[] answer = DmAnswer.request(size, major, minor, flags);
      // The variant with pointers, for it wipes its copy.
      libc.ioctl(fd, question, answer, List.of());
      if (!DmAnswer.full(answer)) {
        return answer;
      }
      if (size >= LARGEST_BUFFER) {
        throw new IllegalArgumentException("the answer has more than " + size + " bytes");
      }
      Arrays.fill(answer, (byte) 0);
    }
  }
}
