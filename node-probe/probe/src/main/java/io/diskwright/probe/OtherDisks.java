package io.diskwright.probe;

import io.diskwright.probe.device.DiskReport;
import io.diskwright.probe.device.Fact;
import io.diskwright.probe.device.Trait;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Pattern;

/** The other disks of this machine: a name that two of them bear tells none from the other. */
final class OtherDisks {
  /** Disks that bear world-wide names; no partitions, and no paths of a multipath NVMe. */
  private static final Pattern NAMED = Pattern.compile("sd[a-z]+|nvme\\d+n\\d+");

  private OtherDisks() {}

  /**
   * Whether another disk bears a world-wide name of {@code disk}. What is in the stack of the place
   * is no other disk: paths of a multipath are one.
   */
  static boolean share(Stack stack, KernelFiles files, Roots roots, DiskReport disk) {
    Set<String> ours = new HashSet<>();
    disk.all(Trait.Wwn).stream().map(Fact::value).forEach(ours::add);
    if (ours.isEmpty()) {
      return false;
    }
    Set<String> own = new HashSet<>();
    stack.layers().stream().map(Layer::name).forEach(own::add);
    Path block = roots.sys().resolve("class/block");
    for (String name : KernelFiles.names(block)) {
      if (NAMED.matcher(name).matches() && !own.contains(name)) {
        String wwid = files.text(block.resolve(name).resolve("wwid"));
        if (wwid == null) {
          wwid = files.text(block.resolve(name).resolve("device/wwid"));
        }
        if (wwid != null && ours.contains(wwid)) {
          return true;
        }
      }
    }
    return false;
  }
}
