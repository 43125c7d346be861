package io.diskwright.probe;

import io.diskwright.api.v1alpha1.DeviceIdentity;
import io.diskwright.libc.FilesystemId;
import io.diskwright.libc.MarkerFile;
import io.diskwright.planner.DeviceKind;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What tells a place from every other, and what kind of hardware it rests on. */
final class IdentityReader {
  private static final int VPD_HEAD = 4;

  private IdentityReader() {}

  /**
   * The disk's own names are given only where there is exactly one disk: never guessed.
   *
   * @param below the name of the missing directory, below the place, that is meant; or empty
   */
  static DeviceIdentity read(Place place, Roots roots, String below) {
    String uuid = FilesystemId.of(place.libc(), place.base());
    List<Layer> leaves = place.stack().leaves();
    Path disk = leaves.size() == 1 ? leaves.getFirst().device() : null;
    KernelFiles files = place.files();
    String wwn = disk == null ? null : either(files, disk, "wwid", "device/wwid");
    String serial = disk == null ? null : either(files, disk, "serial", "device/serial");
    if (serial == null && disk != null) {
      serial = vpdSerial(files.bytes(disk.resolve("device/vpd_pg80")));
    }
    String model = disk == null ? null : files.text(disk.resolve("device/model"));
    return new DeviceIdentity(
        uuid.isEmpty() ? null : uuid,
        wwn,
        serial,
        model,
        files.text(roots.machineId()),
        below.isEmpty() ? marker(place) : null);
  }

  private static @Nullable String marker(Place place) {
    return MarkerFile.read(place.libc(), place.directory())
            instanceof MarkerFile.Reading.Found found
        ? found.marker().uuid()
        : null;
  }

  private static @Nullable String either(
      KernelFiles files, Path disk, String first, String second) {
    String text = files.text(disk.resolve(first));
    return text == null ? files.text(disk.resolve(second)) : text;
  }

  /** Unit serial number page of SPC-5: a header of four bytes, then ASCII. */
  static @Nullable String vpdSerial(byte @Nullable [] page) {
    if (page == null || page.length <= VPD_HEAD) {
      return null;
    }
    int said = Answer.of(page, VPD_HEAD).order(ByteOrder.BIG_ENDIAN).getShort(2) & 0xffff;
    int length = Math.min(said, page.length - VPD_HEAD);
    String text = new String(page, VPD_HEAD, length, StandardCharsets.US_ASCII).strip();
    return text.isEmpty() || text.chars().anyMatch(Character::isISOControl) ? null : text;
  }

  /** The kind, by what is at the bottom; several kinds of disk together are the slowest one. */
  static DeviceKind kind(Place place) {
    if (place.family() == FilesystemFamily.NETWORK) {
      return DeviceKind.NetworkFilesystem;
    }
    Stack stack = place.stack();
    Btrfs btrfs = place.btrfs();
    boolean several = place.stack().top().below().size() > 1;
    if (stack.layers().stream().anyMatch(layer -> LayerTypes.raid(layer.type()))
        || several
            && btrfs != null
            && btrfs.dataProfiles().stream().anyMatch(p -> p.startsWith("raid"))) {
      return DeviceKind.Raid;
    }
    DeviceKind kind = null;
    for (Layer leaf : stack.leaves()) {
      DeviceKind own = kindOf(place, leaf);
      kind = kind == null || own.ordinal() < kind.ordinal() ? own : kind;
    }
    return kind == null ? DeviceKind.Virtual : kind;
  }

  private static DeviceKind kindOf(Place place, Layer leaf) {
    if (leaf.type().equals(LayerTypes.MEMORY)) {
      return DeviceKind.Memory;
    }
    String transport = leaf.transport();
    if (transport == null || !leaf.type().equals(LayerTypes.DISK)) {
      return DeviceKind.Virtual;
    }
    return switch (transport.replaceAll("[-+].*", "")) { // nvme-tcp, nvme+nvme-tcp
      case "usb", "uas" -> DeviceKind.UsbDrive;
      case "nvme", "mmc", "nvdimm" -> DeviceKind.SolidState;
      case "virtio", "hyperv", "xen", "nbd", "rbd", "ublk" -> DeviceKind.Virtual;
      default ->
          "0".equals(place.attribute(leaf, "queue/rotational"))
              ? DeviceKind.SolidState
              : DeviceKind.HardDisk;
    };
  }
}
