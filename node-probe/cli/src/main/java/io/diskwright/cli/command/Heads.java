package io.diskwright.cli.command;

import io.diskwright.planner.Capability;

/** Two letters for each capability, as heads of narrow columns. */
final class Heads {
  private Heads() {}

  static String of(Capability capability) {
    return switch (capability) {
      case ThinProvisioning -> "Th";
      case Preallocation -> "Pr";
      case Discard -> "Di";
      case WriteZeroes -> "Wz";
      case Snapshotting -> "Sn";
      case Cloning -> "Cl";
      case CopyOffload -> "Co";
      case Deduplication -> "De";
      case Compression -> "Cm";
      case Redundancy -> "Re";
      case Encryption -> "En";
      case Checksumming -> "Cs";
      case DirectIo -> "Io";
      case AtomicWrites -> "At";
      case OverwriteInPlace -> "Ow";
      case ExtentMapping -> "Ex";
      case ProjectQuota -> "Pq";
      case SharedAccess -> "Sh";
      case PowerLossProtection -> "Pl";
    };
  }
}
