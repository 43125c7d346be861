package io.diskwright.probe;

import io.diskwright.api.v1alpha1.DeviceIdentity;
import io.diskwright.libc.FilesystemId;
import io.diskwright.libc.MarkerFile;
import io.diskwright.planner.DeviceKind;
import io.diskwright.probe.device.DiskReport;
import io.diskwright.probe.device.Fact;
import io.diskwright.probe.device.Hardware;
import io.diskwright.probe.device.Trait;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What tells a place from every other, and what kind of hardware it rests on. */
final class IdentityReader {
  private IdentityReader() {}

  /**
   * The disk's own names are given only where there is exactly one disk: never guessed.
   *
   * @param below the name of the missing directory, below the place, that is meant; or empty
   */
  static DeviceIdentity read(Place place, Roots roots, String below) {
    String uuid = FilesystemId.of(place.libc(), place.base());
    String marker = below.isEmpty() ? marker(place) : null;
    return read(uuid, marker, place.stack(), place.hardware(), place.files(), roots);
  }

  /** The same of whatever lies on these layers. */
  static DeviceIdentity read(
      String uuid,
      @Nullable String marker,
      Stack stack,
      Hardware hardware,
      KernelFiles files,
      Roots roots) {
    List<Layer> leaves = stack.leaves();
    DiskReport disk = leaves.size() == 1 ? hardware.disk(leaves.getFirst().name()) : null;
    boolean shared = disk != null && OtherDisks.share(stack, files, roots, disk);
    return new DeviceIdentity(
        uuid.isEmpty() ? null : uuid,
        disk == null || shared ? null : disk.value(Trait.Wwn),
        disk == null ? null : disk.value(Trait.Serial),
        disk == null ? null : disk.value(Trait.Model),
        files.once(roots.machineId(), () -> files.text(roots.machineId())),
        marker);
  }

  private static @Nullable String marker(Place place) {
    return MarkerFile.read(place.libc(), place.directory())
            instanceof MarkerFile.Reading.Found found
        ? found.marker().uuid()
        : null;
  }

  /** The kind, by what is at the bottom; several kinds of disk together are the slowest one. */
  static DeviceKind kind(Place place) {
    if (place.family() == FilesystemFamily.NETWORK) {
      return DeviceKind.NetworkFilesystem;
    }
    Btrfs btrfs = place.btrfs();
    boolean several = place.stack().top().below().size() > 1;
    return several
            && btrfs != null
            && btrfs.dataProfiles().stream().anyMatch(p -> p.startsWith("raid"))
        ? DeviceKind.Raid
        : kind(place.stack(), place.hardware());
  }

  /** The same of whatever lies on these layers. */
  static DeviceKind kind(Stack stack, Hardware hardware) {
    if (stack.layers().stream().anyMatch(layer -> LayerTypes.raid(layer.type()))) {
      return DeviceKind.Raid;
    }
    DeviceKind kind = null;
    for (Layer leaf : stack.leaves()) {
      DeviceKind own = kindOf(hardware, leaf);
      kind = kind == null || own.ordinal() < kind.ordinal() ? own : kind;
    }
    return kind == null ? DeviceKind.Virtual : kind;
  }

  /** The kind of one disk. */
  static DeviceKind kindOf(Hardware hardware, Layer leaf) {
    if (leaf.type().equals(LayerTypes.MEMORY)) {
      return DeviceKind.Memory;
    }
    String transport = leaf.transport();
    if (!leaf.type().equals(LayerTypes.DISK)) {
      return DeviceKind.Virtual;
    }
    if (transport == null) {
      return byRotation(hardware, leaf, DeviceKind.Virtual);
    }
    return switch (transport.replaceAll("[-+].*", "")) { // nvme-tcp, nvme+nvme-tcp
      case "usb", "uas" -> DeviceKind.UsbDrive;
      case "nvme", "mmc", "nvdimm" -> DeviceKind.SolidState;
      case "virtio", "hyperv", "xen", "nbd", "rbd", "ublk" -> DeviceKind.Virtual;
      default -> byRotation(hardware, leaf, DeviceKind.HardDisk);
    };
  }

  /**
   * By what the disk says of its rotation; then by what the kernel believes, which takes a disk
   * that says nothing for one that rotates.
   */
  private static DeviceKind byRotation(Hardware hardware, Layer leaf, DeviceKind otherwise) {
    DiskReport disk = hardware.disk(leaf.name());
    Fact rate = disk == null ? null : disk.best(Trait.RotationRate);
    if (rate != null) {
      return rate.number(0) == 1 ? DeviceKind.SolidState : DeviceKind.HardDisk;
    }
    boolean still = disk != null && "false".equals(disk.value(Trait.Rotational));
    return still && otherwise != DeviceKind.Virtual ? DeviceKind.SolidState : otherwise;
  }
}
