package io.diskwright.probe.device;

import io.diskwright.libc.Fcntl;
import io.diskwright.libc.Fd;
import io.diskwright.libc.Libc;
import io.diskwright.libc.Statx;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Finds and opens the node of a block device. */
final class DeviceNode {
  /** Documentation/core-api/kobject.rst: DEVNAME is a path below /dev, "!" is a slash there. */
  private static final Pattern DEVNAME =
      Pattern.compile("(?m)^DEVNAME=([A-Za-z0-9_][A-Za-z0-9_.:+-]*(?:/[A-Za-z0-9_][\\w.:+-]*)*)$");

  private DeviceNode() {}

  /**
   * Where the node should be, or null when sysfs does not name it.
   *
   * @param dev /dev
   */
  static @Nullable Path path(AttributeReader sysfs, Path dev, Path directory) {
    String uevent = sysfs.text(directory.resolve("uevent"));
    var match = DEVNAME.matcher(uevent == null ? "" : uevent);
    return match.find() ? dev.resolve(match.group(1)) : null;
  }

  /**
   * Opens it for reading only. It is looked at before, because opening another device by mistake
   * may set that off, and after, because names can be moved.
   *
   * @throws UnusableAnswerException when the node is not that of the device
   * @throws io.diskwright.libc.ErrnoException when there is none, or no right to open it
   */
  static Fd open(Libc libc, AttributeReader sysfs, Path node, Path directory)
      throws UnusableAnswerException {
    String number = sysfs.text(directory.resolve("dev"));
    check(libc.statx(Fd.CWD, node.toString()), number);
    Fd fd =
        libc.openat(
            Fd.CWD, node.toString(), Fcntl.O_RDONLY | Fcntl.O_NONBLOCK | Fcntl.O_NOFOLLOW, 0);
    boolean good = false;
    try {
      check(libc.statx(fd), number);
      good = true;
      return fd;
    } finally {
      if (!good) {
        fd.close();
      }
    }
  }

  private static void check(Statx stat, @Nullable String number) throws UnusableAnswerException {
    if (!stat.isBlockDevice()) {
      throw new UnusableAnswerException("no block device", "the node is not a block device");
    }
    if (!stat.special().toString().equals(number)) {
      throw new UnusableAnswerException(
          stat.special().toString(), "the node is that of another device; this one is " + number);
    }
  }
}
