package io.diskwright.probe;

import io.diskwright.probe.device.DiskReport;
import io.diskwright.probe.device.Fact;
import io.diskwright.probe.device.Hardware;
import io.diskwright.probe.device.Trait;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What disks say of their own health. */
final class DiskHealth {
  /**
   * The critical warnings by bit; NVM Express Base Specification, SMART / Health Information log
   * page. Bit 1, the temperature, comes and goes and is no fault of the disk.
   */
  private static final List<String> WARNINGS =
      List.of(
          "its spare blocks are running out",
          "",
          "it is not reliable any more",
          "its medium is read-only now",
          "the backup of its volatile memory failed",
          "its persistent memory region is unreliable");

  private DiskHealth() {}

  /** What is wrong; null when nothing is known to be. */
  static @Nullable String failing(Hardware hardware) {
    List<String> all = new ArrayList<>();
    for (DiskReport disk : hardware.disks()) {
      Fact warning = disk.best(Trait.CriticalWarning);
      long bits = warning == null ? 0 : warning.number(0);
      for (int bit = 0; bit < WARNINGS.size(); bit++) {
        if ((bits >> bit & 1) != 0 && !WARNINGS.get(bit).isEmpty()) {
          all.add(disk.name() + " says: " + WARNINGS.get(bit));
        }
      }
    }
    return all.isEmpty() ? null : String.join("; ", all);
  }
}
