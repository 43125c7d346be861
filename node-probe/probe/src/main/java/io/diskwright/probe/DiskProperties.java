package io.diskwright.probe;

import io.diskwright.probe.device.DiskReport;
import io.diskwright.probe.device.Fact;
import io.diskwright.probe.device.Hardware;
import io.diskwright.probe.device.Trait;
import java.util.List;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * What is published of the disks below. Only what stays as it is: an object that changes is written
 * again.
 */
final class DiskProperties {
  private DiskProperties() {}

  static void read(Hardware hardware, SortedMap<String, String> all) {
    DiskReport top = hardware.top();
    if (top != null) {
      put(all, "logicalBlockSize", top.value(Trait.LogicalBlock));
      put(all, "physicalBlockSize", top.value(Trait.PhysicalBlock));
      put(all, "optimalIoSize", top.value(Trait.OptimalIo));
      put(all, "minimumIoSize", top.value(Trait.MinimumIo));
      put(all, "alignmentOffset", top.value(Trait.AlignmentOffset));
      put(all, "discardGranularity", top.value(Trait.DiscardGranularity));
      put(all, "rotational", top.value(Trait.Rotational));
      put(all, "zoned", top.value(Trait.Zoned));
    }
    put(all, "rotationRate", each(hardware, Trait.RotationRate));
    put(all, "formFactor", each(hardware, Trait.FormFactor));
    put(all, "firmware", each(hardware, Trait.Firmware));
    put(all, "thinProvisioned", each(hardware, Trait.ThinProvisioned));
    put(all, "lbprz", each(hardware, Trait.DiscardReadsZero));
    put(all, "fua", each(hardware, Trait.Fua));
    put(all, "writeCache", writeCache(hardware));
    put(all, "nvmeEndurancePercentUsed", worst(hardware, Trait.EnduranceUsed));
    put(all, "mediaErrors", worst(hardware, Trait.MediaErrors));
  }

  /** As sysfs spells it. */
  private static @Nullable String writeCache(Hardware hardware) {
    List<String> values = hardware.survey(Trait.VolatileCache).values();
    return values.isEmpty() ? null : values.contains("true") ? "write back" : "write through";
  }

  /** The values of all the disks, each once. */
  private static String each(Hardware hardware, Trait trait) {
    return String.join(",", hardware.survey(trait).values());
  }

  private static @Nullable String worst(Hardware hardware, Trait trait) {
    long worst = -1;
    for (DiskReport disk : hardware.disks()) {
      Fact fact = disk.best(trait);
      worst = fact == null ? worst : Math.max(worst, fact.number(-1));
    }
    return worst < 0 ? null : Long.toString(worst);
  }

  private static void put(SortedMap<String, String> all, String name, @Nullable String value) {
    if (value != null && !value.isEmpty()) {
      all.put(name, value);
    }
  }
}
