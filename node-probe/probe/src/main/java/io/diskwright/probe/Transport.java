package io.diskwright.probe;

import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How a disk is attached, from its place in the device tree. A controller that hides what is behind
 * it, such as a RAID controller, says nothing.
 */
final class Transport {
  /** What a directory on the way down is called, to what that means; the nearest one wins. */
  private static final Map<Pattern, String> BY_DIRECTORY =
      Map.ofEntries(
          Map.entry(Pattern.compile("ata\\d+"), "sata"),
          Map.entry(Pattern.compile("session\\d+"), "iscsi"),
          Map.entry(Pattern.compile("end_device-.*"), "sas"),
          Map.entry(Pattern.compile("rport-.*"), "fc"),
          Map.entry(Pattern.compile("virtio\\d+"), "virtio"),
          Map.entry(Pattern.compile("mmc_host"), "mmc"),
          Map.entry(Pattern.compile("ndbus\\d+"), "nvdimm"),
          Map.entry(Pattern.compile("vmbus.*|VMBUS:.*"), "hyperv"),
          Map.entry(Pattern.compile("vbd-.*"), "xen"));

  private static final Pattern USB = Pattern.compile("usb\\d+");
  private static final Pattern HOST = Pattern.compile("host\\d+");
  private static final Pattern CONTROLLER = Pattern.compile("nvme\\d+");
  private static final Pattern BY_NAME = Pattern.compile("(nbd|rbd|ublkb)\\d+.*");

  private Transport() {}

  /**
   * The transport, or null when nothing says.
   *
   * @param device directory of the disk below /sys/devices
   */
  static @Nullable String of(KernelFiles files, Path device) {
    String name = String.valueOf(device.getFileName());
    if (name.startsWith("nvme")) {
      return nvme(files, device);
    }
    String found = null;
    for (Path directory = device; directory != null; directory = directory.getParent()) {
      String part = Objects.toString(directory.getFileName(), "");
      if (USB.matcher(part).matches()) {
        return usb(files, device); // also where a bridge makes it look like another
      }
      found = found == null ? meaning(part) : found;
    }
    if (found == null && BY_NAME.matcher(name).matches()) {
      return name.startsWith("ublk") ? "ublk" : name.substring(0, 3);
    }
    return found;
  }

  private static @Nullable String meaning(String part) {
    return BY_DIRECTORY.entrySet().stream()
        .filter(entry -> entry.getKey().matcher(part).matches())
        .map(Map.Entry::getValue)
        .findFirst()
        .orElse(null);
  }

  /** The driver of the USB interface, which is the directory above the SCSI host. */
  private static String usb(KernelFiles files, Path device) {
    for (Path directory = device; directory != null; directory = directory.getParent()) {
      String part = Objects.toString(directory.getFileName(), "");
      Path above = directory.getParent();
      if (HOST.matcher(part).matches() && above != null) {
        Path driver = files.link(above.resolve("driver"));
        return driver != null && driver.endsWith("uas") ? "uas" : "usb";
      }
    }
    return "usb";
  }

  /**
   * The transport of the controllers: one is the directory above the disk; with native multipath
   * the disk is below a subsystem that links to each.
   */
  private static String nvme(KernelFiles files, Path device) {
    Path above = device.getParent();
    SortedSet<String> found = new TreeSet<>();
    if (above != null) {
      add(found, files.text(above.resolve("transport")));
      for (String name : KernelFiles.names(above)) {
        if (CONTROLLER.matcher(name).matches()) {
          add(found, files.text(above.resolve(name).resolve("transport")));
        }
      }
    }
    return found.isEmpty() ? "nvme" : String.join("+", found);
  }

  /** As nvme_ctrl_ops names them; a disk on PCIe is plainly nvme. */
  private static void add(SortedSet<String> found, @Nullable String transport) {
    if (transport != null) {
      found.add(transport.equals("pcie") ? "nvme" : "nvme-" + transport);
    }
  }
}
