package io.diskwright.planner;

import static io.diskwright.planner.ImageFormat.qcow2;
import static io.diskwright.planner.ImageFormat.qed;
import static io.diskwright.planner.ImageFormat.raw;
import static io.diskwright.planner.ImageFormat.vmdk;

/** Who gives a candidate a feature: the device, the format, both together, or nobody. */
enum FeatureProvider {
  /** The device below. */
  DEVICE,
  /** The format, as a layer of software. */
  FORMAT,
  /** Nobody. */
  NOBODY;

  static FeatureProvider of(Feature feature, Candidate c) {
    return switch (feature) {
      case Snapshotting -> first(c.device().has(Capability.Snapshotting), c.format() == qcow2);
      case Cloning ->
          first(
              c.device().has(Capability.Cloning),
              c.format() == qcow2 || c.format() == qed || c.format() == vmdk);
      case Compression -> first(deviceCompresses(c), formatCompresses(c));
      case Encryption ->
          first(c.device().has(Capability.Encryption), Options.encrypted(c.options()));
      case IncrementalBackup -> first(false, c.format() == qcow2);
      // A discard must be passed on by the format and be done by the device.
      case Discard ->
          first(
              c.device().has(Capability.Discard) && (c.format() == raw || c.format() == qcow2),
              false);
      case Redundancy -> first(c.device().has(Capability.Redundancy), mirrored(c));
      case Checksumming -> first(c.device().has(Capability.Checksumming) && !nocow(c), false);
    };
  }

  /** Whether it is a logical volume that is kept twice. */
  static boolean mirrored(Candidate c) {
    return Options.get(c.options(), Options.LV).equals(Options.RAID1);
  }

  static boolean nocow(Candidate c) {
    return "on".equals(c.options().get(Options.NOCOW));
  }

  /** Neither files without copy-on-write nor writes into reserved extents are compressed. */
  private static boolean deviceCompresses(Candidate c) {
    return c.device().has(Capability.Compression)
        && !nocow(c)
        && c.policy() != AllocationPolicy.Preallocated;
  }

  /** QEMU writes compressed clusters into qcow2 neither pre-allocated nor encrypted. */
  private static boolean formatCompresses(Candidate c) {
    return c.format() == qcow2
        && c.policy() == AllocationPolicy.Thin
        && !Options.encrypted(c.options());
  }

  private static FeatureProvider first(boolean device, boolean format) {
    return device ? DEVICE : format ? FORMAT : NOBODY;
  }
}
