package io.diskwright.probe;

import io.diskwright.libc.ErrnoException;
import io.diskwright.libc.Fd;
import io.diskwright.libc.Ioctls;
import io.diskwright.libc.Libc;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a btrfs says of itself; include/uapi/linux/btrfs.h and btrfs_tree.h.
 *
 * @param uuid of the file system
 * @param checksum algorithm, such as crc32c; null when the kernel does not say (before 5.10)
 * @param sectorSize bytes
 * @param dataProfiles of the block groups for data, usually one
 * @param metadataProfiles of those for metadata and for the map of the devices
 * @param devices how many there should be
 * @param missing numbers of those that are not there
 */
record Btrfs(
    String uuid,
    @Nullable String checksum,
    int sectorSize,
    List<String> dataProfiles,
    List<String> metadataProfiles,
    long devices,
    List<Long> missing) {
  private static final int INFO_SIZE = 1024;
  private static final long FLAG_CSUM_INFO = 1;
  private static final int SLOTS = 32;
  private static final int SPACE_HEAD = 16;
  private static final int SPACE_SLOT = 24;
  private static final int DEVICE_SIZE = 4096;
  private static final int DEVICE_PATH = DEVICE_SIZE - 1024;

  /** Numbers are given out in order and never again, so few are far apart. */
  private static final long MOST_NUMBERS = 512;

  /** BTRFS_BLOCK_GROUP_DATA. */
  private static final long GROUP_DATA = 1;

  /** BTRFS_BLOCK_GROUP_SYSTEM and BTRFS_BLOCK_GROUP_METADATA. */
  private static final long GROUP_METADATA = 2 | 4;

  /** BTRFS_CSUM_TYPE_CRC32 and so on. */
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
      Btrfs btrfs = parse(info, space);
      return btrfs.devices > 1 ? btrfs.without(missing(libc, file, info)) : btrfs;
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
        profiles(space, GROUP_DATA),
        profiles(space, GROUP_METADATA),
        in.getLong(8),
        List.of());
  }

  private static List<String> profiles(byte[] space, long groups) {
    ByteBuffer in = Answer.of(space, SPACE_HEAD);
    int room = (space.length - SPACE_HEAD) / SPACE_SLOT;
    int count = Math.clamp(in.getLong(8), 0, room);
    List<String> profiles = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int at = SPACE_HEAD + i * SPACE_SLOT;
      long flags = in.getLong(at);
      boolean allocated = in.getLong(at + 8) > 0;
      String profile = profile(flags);
      if ((flags & groups) != 0 && allocated && !profiles.contains(profile)) {
        profiles.add(profile);
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

  private static List<Long> missing(Libc libc, Fd file, byte[] info) {
    long last = Math.min(Answer.of(info, INFO_SIZE).getLong(0), MOST_NUMBERS);
    List<Long> missing = new ArrayList<>();
    byte[] device = new byte[DEVICE_SIZE];
    for (long number = 1; number <= last; number++) {
      Arrays.fill(device, 0, 24, (byte) 0);
      Answer.of(device, DEVICE_SIZE).putLong(0, number);
      try {
        libc.ioctl(file, Ioctls.BTRFS_IOC_DEV_INFO, device);
      } catch (ErrnoException e) {
        continue; // ENODEV: a number that is no longer in use
      }
      if (isMissing(device)) {
        missing.add(number);
      }
    }
    return missing;
  }

  /** Whether struct btrfs_ioctl_dev_info_args has no path, as of a device that is not there. */
  static boolean isMissing(byte[] device) {
    Answer.of(device, DEVICE_SIZE);
    return device[DEVICE_PATH] == 0;
  }

  /** The same with these devices missing. */
  Btrfs without(List<Long> gone) {
    return new Btrfs(
        uuid, checksum, sectorSize, dataProfiles, metadataProfiles, devices, List.copyOf(gone));
  }

  /** How many more devices may be lost before data or metadata is; negative when some is lost. */
  long spare() {
    int kept =
        Stream.concat(dataProfiles.stream(), metadataProfiles.stream())
            .mapToInt(Btrfs::tolerates)
            .min()
            .orElse(0);
    return dataProfiles.isEmpty() ? 0 : kept - missing.size();
  }

  /** Devices that a profile may lose. Two copies on one device do not help; btrfs(5). */
  static int tolerates(String profile) {
    return switch (profile) {
      case "raid1", "raid10", "raid5" -> 1;
      case "raid6", "raid1c3" -> 2;
      case "raid1c4" -> 3;
      default -> 0;
    };
  }

  /** Whether data alone would survive the loss of a device, were all of them there. */
  boolean dataIsRedundant() {
    return dataProfiles.stream().mapToInt(Btrfs::tolerates).min().orElse(0) > 0;
  }

  /** Whether a profile is called so. */
  static boolean isProfile(String name) {
    return name.equals("single") || PROFILES.contains(name);
  }

  /** The profiles of data as one word. */
  String profileName() {
    return name(dataProfiles);
  }

  /** The profiles of metadata as one word. */
  String metadataProfileName() {
    return name(metadataProfiles);
  }

  private static String name(List<String> profiles) {
    return profiles.isEmpty() ? "unknown" : String.join("+", profiles);
  }

  /** For evidence: {@code data raid1, metadata raid1, 1 of 2 devices missing}. */
  String describe() {
    String gone = missing.isEmpty() ? "" : missing.size() + " of ";
    return "data "
        + profileName()
        + ", metadata "
        + metadataProfileName()
        + ", "
        + gone
        + devices
        + (devices == 1 ? " device" : " devices")
        + (missing.isEmpty() ? "" : " missing");
  }
}
