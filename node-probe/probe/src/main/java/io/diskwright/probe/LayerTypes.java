package io.diskwright.probe;

import java.nio.file.Path;
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

  /** md levels that survive the loss of a member; Documentation/admin-guide/md.rst. */
  private static final Set<String> REDUNDANT =
      Set.of("raid1", "raid4", "raid5", "raid6", "raid10", RAID);

  private LayerTypes() {}

  static boolean redundant(String type) {
    return REDUNDANT.contains(type);
  }

  /** Whether several disks are one here, redundant or not. */
  static boolean raid(String type) {
    return type.startsWith("raid") || type.equals("linear") || type.equals(RAID);
  }

  /**
   * The kind of a device-mapper device. sysfs does not name the target, but cryptsetup, LVM and
   * multipath each mark what they make in {@code dm/uuid}, and LVM names its hidden parts.
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
      return "dm-verity";
    }
    if (mark.startsWith("CRYPT-")) {
      return CRYPT;
    }
    if (mark.startsWith("mpath-")) {
      return "dm-multipath";
    }
    if (mark.startsWith("VDO-") || mark.endsWith("-vpool")) {
      return VDO;
    }
    if (mark.endsWith("-tpool")) {
      return "dm-thin-pool";
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

  /** How a disk is attached, from its place in the device tree; null when that says nothing. */
  static @Nullable String transport(Path device) {
    String path = device + "/";
    String name = String.valueOf(device.getFileName());
    if (path.contains("/usb")) {
      return "usb";
    }
    if (path.contains("/nvme")) {
      return "nvme";
    }
    if (path.contains("/ata")) {
      return "sata";
    }
    if (path.contains("/session")) {
      return "iscsi";
    }
    if (path.contains("/end_device-")) {
      return "sas";
    }
    if (path.contains("/rport-")) {
      return "fc";
    }
    if (path.contains("/virtio")) {
      return "virtio";
    }
    if (path.contains("/mmc_host/")) {
      return "mmc";
    }
    if (path.contains("/vmbus") || path.contains("/VMBUS:")) {
      return "hyperv";
    }
    if (path.contains("/vbd-")) {
      return "xen";
    }
    if (name.startsWith("nbd") || name.startsWith("rbd")) {
      return name.substring(0, 3);
    }
    return null;
  }
}
