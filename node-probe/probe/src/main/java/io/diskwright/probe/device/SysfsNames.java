package io.diskwright.probe.device;

import io.diskwright.api.v1alpha1.EvidenceSource;
import java.nio.file.Path;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The names of a disk that the kernel shows to everybody. */
final class SysfsNames {
  /** From a disk up to its USB device: interface, host, target, unit, block and name. */
  private static final int USB_LEVELS = 8;

  private final AttributeReader sysfs;
  private final Disk disk;
  private final Notes notes;

  SysfsNames(AttributeReader sysfs, Disk disk, Notes notes) {
    this.sysfs = sysfs;
    this.disk = disk;
    this.notes = notes;
  }

  void ask() {
    if (!name(Trait.Wwn, "wwid")) {
      name(Trait.Wwn, "device/wwid");
    } else if (!notes.has(Trait.Wwn, EvidenceSource.Sysfs) && notes.drop(Trait.Wwn)) {
      String why = "the kernel knows this kind of disk for names that are no names, and uses none";
      notes.refused(Set.of(Trait.Wwn), "/sys/block/*/wwid", "distrusted", why);
    }
    if (!name(Trait.Serial, "serial") && !name(Trait.Serial, "device/serial") && disk.isUsb()) {
      usbSerial();
    }
    text(Trait.Model, "device/model");
    text(Trait.Firmware, disk.isNvme() ? "device/firmware_rev" : "device/rev");
  }

  private boolean name(Trait trait, String attribute) {
    String text = sysfs.text(disk.directory().resolve(attribute));
    if (text != null) {
      notes.addName(trait, text, EvidenceSource.Sysfs, "/sys/block/*/" + attribute);
    }
    return text != null;
  }

  private void text(Trait trait, String attribute) {
    String text = sysfs.text(disk.directory().resolve(attribute));
    if (text != null && text.chars().noneMatch(Character::isISOControl)) {
      notes.addText(trait, text, EvidenceSource.Sysfs, "/sys/block/*/" + attribute);
    }
  }

  /** Documentation/ABI/stable/sysfs-bus-usb: a device has idVendor, and a serial if it gave one. */
  private void usbSerial() {
    @Nullable Path at = disk.directory();
    for (int i = 0; i < USB_LEVELS && at != null; i++, at = at.getParent()) {
      if (sysfs.text(at.resolve("idVendor")) != null) {
        String serial = sysfs.text(at.resolve("serial"));
        String call = "/sys/bus/usb/devices/*/serial";
        notes.addName(Trait.Serial, serial == null ? "" : serial, EvidenceSource.Sysfs, call);
        return;
      }
    }
  }
}
