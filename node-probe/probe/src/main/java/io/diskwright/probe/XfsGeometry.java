package io.diskwright.probe;

import io.diskwright.libc.ErrnoException;
import io.diskwright.libc.Fd;
import io.diskwright.libc.Ioctls;
import io.diskwright.libc.Libc;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * struct xfs_fsop_geom; fs/xfs/libxfs/xfs_fs.h.
 *
 * @param sectorSize bytes
 * @param allocationGroups how many
 * @param stripeUnit bytes, as the RAID below was when it was made; 0 none
 * @param stripeWidth bytes; 0 none
 * @param realtime whether a second device can hold files
 * @param features those of {@link #FEATURES} that it has
 */
record XfsGeometry(
    int sectorSize,
    int allocationGroups,
    long stripeUnit,
    long stripeWidth,
    boolean realtime,
    List<String> features) {
  private static final int SIZE = 256;

  /** XFS_MAX_BLOCKSIZE is a power of two: what is more is no size. */
  private static final int LARGEST_BLOCK = (2 << 16) - 1;

  /** XFS_FSOP_GEOM_FLAGS_* that matter to images, by the names that xfs_info(8) has for them. */
  private static final Map<String, Integer> FEATURES =
      Map.of(
          "crc", 1 << 14,
          "ftype", 1 << 16,
          "rmapbt", 1 << 19,
          "reflink", 1 << 20,
          "bigtime", 1 << 21,
          "nrext64", 1 << 23,
          "exchange", 1 << 24,
          "metadir", 1 << 26,
          "zoned", 1 << 27);

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
    long block = in.getInt(0) & LARGEST_BLOCK;
    int flags = in.getInt(92);
    return new XfsGeometry(
        in.getInt(20),
        in.getInt(12),
        Integer.toUnsignedLong(in.getInt(80)) * block,
        Integer.toUnsignedLong(in.getInt(84)) * block,
        in.getLong(40) > 0,
        FEATURES.keySet().stream()
            .filter(name -> (flags & FEATURES.getOrDefault(name, 0)) != 0)
            .sorted()
            .toList());
  }

  /** Whether files can share blocks. */
  boolean reflink() {
    return features.contains("reflink");
  }

  /** Whether every overwrite goes to a new place (Linux 6.15). */
  boolean zoned() {
    return features.contains("zoned");
  }
}
