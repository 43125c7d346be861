package io.diskwright.probe.device;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A block device to ask.
 *
 * @param name as the stack calls it
 * @param transport how it is attached, such as usb, or null
 * @param directory its directory of sysfs, named as the kernel names it
 */
public record Disk(String name, @Nullable String transport, Path directory) {
  boolean isNvme() {
    return kernelName().startsWith("nvme");
  }

  boolean isScsi() {
    return kernelName().startsWith("sd");
  }

  boolean isUsb() {
    return "usb".equals(transport) || "uas".equals(transport);
  }

  private String kernelName() {
    return String.valueOf(directory.getFileName());
  }
}
