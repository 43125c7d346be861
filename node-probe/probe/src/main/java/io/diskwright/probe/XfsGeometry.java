package io.diskwright.probe;

import io.diskwright.libc.ErrnoException;
import io.diskwright.libc.Fd;
import io.diskwright.libc.Ioctls;
import io.diskwright.libc.Libc;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * struct xfs_fsop_geom; fs/xfs/libxfs/xfs_fs.h.
 *
 * @param sectorSize bytes
 * @param reflink whether files can share blocks
 * @param zoned whether every overwrite goes to a new place (Linux 6.15)
 */
record XfsGeometry(int sectorSize, boolean reflink, boolean zoned) {
  private static final int SIZE = 256;
  private static final int FLAG_REFLINK = 1 << 20;
  private static final int FLAG_ZONED = 1 << 27;

  /** Asks; needs no rights. Null when it is no XFS or will not say. */
  static @Nullable XfsGeometry read(Libc libc, Fd file) {
    try {
      byte[] answer = new byte[SIZE];
      libc.ioctl(file, Ioctls.XFS_IOC_FSGEOMETRY, answer);
      return parse(answer);
    } catch (ErrnoException e) {
      return null;
    }
  }

  static XfsGeometry parse(byte[] answer) {
    ByteBuffer in = Answer.of(answer, SIZE);
    int flags = in.getInt(92);
    return new XfsGeometry(in.getInt(20), (flags & FLAG_REFLINK) != 0, (flags & FLAG_ZONED) != 0);
  }
}
