package io.diskwright.image;

import io.diskwright.libc.Errno;
import io.diskwright.libc.ErrnoException;
import io.diskwright.libc.Fd;
import io.diskwright.libc.Ioctls;
import io.diskwright.libc.Libc;
import io.diskwright.planner.ImageFormat;
import io.diskwright.planner.Origin;
import java.util.Set;

/**
 * Begins an image as a clone of another in its pool: by ioctl_ficlone(2) both share their blocks.
 */
final class Cloner {
  /** What the call says where the file system, or this pair of files, cannot share blocks. */
  private static final Set<Integer> UNABLE =
      Set.of(Errno.EOPNOTSUPP, Errno.EXDEV, Errno.EINVAL, Errno.ENOTTY);

  private final Libc libc;
  private final RawMaker raw;

  Cloner(Libc libc, RawMaker raw) {
    this.libc = libc;
    this.raw = raw;
  }

  /**
   * Makes the file of {@code order} in {@code dir} as a clone, if it can be one; it is not flushed
   * yet.
   *
   * @return false when it is to be copied; then nothing is left
   */
  boolean clone(ImageOrder order, Fd dir, Content.File source, Ticker ticker)
      throws ImageException {
    ImageOrder image = source.image();
    if (image == null || !isSharable(order, image)) {
      return false;
    }
    ticker.tick("cloning", 0, source.virtualBytes());
    try (Fd file = raw.create(order, dir)) {
      try {
        libc.ioctl(file, Ioctls.FICLONE, source.fd().number());
      } catch (ErrnoException e) {
        if (!UNABLE.contains(e.errno())) {
          throw e;
        }
        libc.unlinkat(dir, order.fileName(), 0);
        return false;
      }
      if (order.format() == ImageFormat.raw) {
        libc.ftruncate(file, order.sizeBytes());
      }
      return true;
    }
  }

  private static boolean isSharable(ImageOrder order, ImageOrder image) {
    Origin origin =
        new Origin(
            image.uid(),
            image.pool().toString(),
            "",
            image.policy(),
            image.format(),
            image.options(),
            image.sizeBytes(),
            0);
    return order.pool().equals(image.pool())
        && origin.isShared(order.policy(), order.format(), order.options(), order.sizeBytes());
  }
}
