package io.diskwright.probe;

import io.diskwright.probe.dm.DmDevice;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What kind of layer a block device is, from the names that sysfs gives. */
final class LayerTypes {
  static final String DISK = "disk";
  static final String PARTITION = "partition";
  static final String LOOP = "loop";
  static final String FILESYSTEM = "filesystem";
  static final String EXPORT = "export";
  static final String MEMORY = "memory";
  static final String CRYPT = "dm-crypt";
  static final String INTEGRITY = "dm-integrity";
  static final String THIN = "dm-thin";
  static final String VDO = "dm-vdo";
  static final String RAID = "dm-raid";
  static final String MIRROR = "dm-mirror";
  static final String STRIPED = "dm-striped";
  static final String POOL = "dm-thin-pool";
  static final String MULTIPATH = "dm-multipath";
  static final String VERITY = "dm-verity";
  static final String VOLUME_GROUP = "volume-group";

  /** Marks by which the maker of a device says outright what it is. */
  private static final Set<String> CLAIMS = Set.of(CRYPT, VERITY, MULTIPATH);

  private LayerTypes() {}

  /** Whether several disks are one here, redundant or not. */
  static boolean raid(String type) {
    return type.startsWith("raid")
        || type.equals("linear")
        || type.equals(RAID)
        || type.equals(MIRROR)
        || type.equals(STRIPED);
  }

  /** The kind of a device-mapper device from the types of its targets, as the kernel names them. */
  static String deviceMapper(DmDevice device, String guess) {
    String types = device.types();
    return types.isEmpty() || guess.equals(PARTITION) && types.equals("linear")
        ? guess
        : "dm-" + types;
  }

  /** What {@code guess} claims although the kernel says {@code type}; null when they agree. */
  static @Nullable String claim(String guess, String type) {
    return CLAIMS.contains(guess) && !guess.equals(type) ? guess : null;
  }

  /**
   * A guess at the kind of a device-mapper device. sysfs does not name the target, but cryptsetup,
   * LVM and multipath each mark what they make in {@code dm/uuid}, and LVM names its hidden parts.
   *
   * @param uuid content of dm/uuid
   * @param slaves dm/name and dm/uuid of each device directly below, as one string each
   */
  static String deviceMapper(@Nullable String uuid, List<String> slaves) {
    String mark = uuid == null ? "" : uuid;
    if (mark.startsWith("CRYPT-INTEGRITY-") || mark.startsWith("CRYPT-SUBDEV-")) {
      return INTEGRITY;
    }
    if (mark.startsWith("CRYPT-VERITY-")) {
      return VERITY;
    }
    if (mark.startsWith("CRYPT-")) {
      return CRYPT;
    }
    if (mark.startsWith("mpath-")) {
      return MULTIPATH;
    }
    if (mark.startsWith("VDO-") || mark.endsWith("-vpool")) {
      return VDO;
    }
    if (mark.endsWith("-tpool")) {
      return POOL;
    }
    return mark.startsWith("LVM-")
        ? logicalVolume(slaves)
        : mark.startsWith("part") ? PARTITION : "dm";
  }

  private static String logicalVolume(List<String> slaves) {
    if (slaves.stream().anyMatch(s -> s.endsWith("-tpool"))) {
      return THIN;
    }
    if (slaves.stream().anyMatch(s -> s.contains("_rmeta_"))) {
      return RAID;
    }
    if (slaves.stream().anyMatch(s -> s.contains("_iorig"))) {
      return INTEGRITY;
    }
    return "dm-linear";
  }
}
