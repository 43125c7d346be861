package io.diskwright.probe;

import io.diskwright.libc.ErrnoException;
import io.diskwright.libc.Fd;
import io.diskwright.libc.Ioctls;
import io.diskwright.libc.Libc;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a btrfs says of itself; include/uapi/linux/btrfs.h and btrfs_tree.h.
 *
 * @param uuid of the file system
 * @param checksum algorithm, such as crc32c; null when the kernel does not say (before 5.10)
 * @param sectorSize bytes
 * @param dataProfiles of the block groups that hold data, usually one
 */
record Btrfs(String uuid, @Nullable String checksum, int sectorSize, List<String> dataProfiles) {
  private static final int INFO_SIZE = 1024;
  private static final long FLAG_CSUM_INFO = 1;
  private static final int SLOTS = 32;
  private static final int SPACE_HEAD = 16;
  private static final int SPACE_SLOT = 24;
  private static final long GROUP_DATA = 1;
  private static final List<String> CHECKSUMS = List.of("crc32c", "xxhash64", "sha256", "blake2b");

  /** BTRFS_BLOCK_GROUP_RAID0 is bit 3, and so on. */
  private static final List<String> PROFILES =
      List.of("raid0", "raid1", "dup", "raid10", "raid5", "raid6", "raid1c3", "raid1c4");

  private static final int FIRST_PROFILE_BIT = 3;

  /** Asks; needs no rights. Null when it is no btrfs or will not say. */
  static @Nullable Btrfs read(Libc libc, Fd file) {
    try {
      byte[] info = new byte[INFO_SIZE];
      Answer.of(info, INFO_SIZE).putLong(48, FLAG_CSUM_INFO);
      libc.ioctl(file, Ioctls.BTRFS_IOC_FS_INFO, info);
      byte[] space = new byte[SPACE_HEAD + SLOTS * SPACE_SLOT];
      Answer.of(space, SPACE_HEAD).putLong(0, SLOTS);
      libc.ioctl(file, Ioctls.BTRFS_IOC_SPACE_INFO, space);
      return parse(info, space);
    } catch (ErrnoException e) {
      return null;
    }
  }

  /** From struct btrfs_ioctl_fs_info_args and struct btrfs_ioctl_space_args. */
  static Btrfs parse(byte[] info, byte[] space) {
    ByteBuffer in = Answer.of(info, INFO_SIZE);
    ByteBuffer uuid = ByteBuffer.wrap(info, 16, 16);
    int type = Short.toUnsignedInt(in.getShort(44));
    boolean said = (in.getLong(48) & FLAG_CSUM_INFO) != 0 && type < CHECKSUMS.size();
    return new Btrfs(
        new UUID(uuid.getLong(), uuid.getLong()).toString(),
        said ? CHECKSUMS.get(type) : null,
        in.getInt(36),
        dataProfiles(space));
  }

  private static List<String> dataProfiles(byte[] space) {
    ByteBuffer in = Answer.of(space, SPACE_HEAD);
    int room = (space.length - SPACE_HEAD) / SPACE_SLOT;
    int count = Math.clamp(in.getLong(8), 0, room);
    List<String> profiles = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int at = SPACE_HEAD + i * SPACE_SLOT;
      long flags = in.getLong(at);
      boolean used = in.getLong(at + 8) > 0;
      if ((flags & GROUP_DATA) != 0 && used) {
        profiles.add(profile(flags));
      }
    }
    return List.copyOf(profiles);
  }

  private static String profile(long flags) {
    for (int i = 0; i < PROFILES.size(); i++) {
      if ((flags & 1L << FIRST_PROFILE_BIT + i) != 0) {
        return PROFILES.get(i);
      }
    }
    return "single";
  }

  /** Whether all data survives the loss of a device. Two copies on one device do not. */
  boolean redundant() {
    return !dataProfiles.isEmpty()
        && dataProfiles.stream()
            .noneMatch(p -> p.equals("single") || p.equals("dup") || p.equals("raid0"));
  }

  /** The profiles as one word. */
  String profileName() {
    return dataProfiles.isEmpty() ? "unknown" : String.join("+", dataProfiles);
  }
}
