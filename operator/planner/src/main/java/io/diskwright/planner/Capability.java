package io.diskwright.planner;

import java.util.Collection;
import java.util.EnumSet;
import java.util.List;

/**
 * The defined set: what a place that holds images may be able to do.
 *
 * <p>What a device lacks is the complement of what it has with respect to this set (US 9,092,161,
 * block 202).
 */
public enum Capability {
  /** A file with holes takes no space for the holes. */
  ThinProvisioning,
  /** Space can be reserved without writing it. */
  Preallocation,
  /** Space given back by a discard or a punched hole is free again. */
  Discard,
  /** A range becomes zeroes without zeroes being written. */
  WriteZeroes,
  /** The place itself can keep a point-in-time state of an image without copying its data. */
  Snapshotting,
  /** A second writable image starts as a copy without copying data. */
  Cloning,
  /** Copying between files happens below, without moving the bytes through this host. */
  CopyOffload,
  /** Equal blocks are stored once. */
  Deduplication,
  /** What is written is compressed below, as mounted or set now. */
  Compression,
  /** Losing one device loses no data. */
  Redundancy,
  /** What is written is encrypted at rest below. */
  Encryption,
  /** File data, not only metadata, is checksummed on read. */
  Checksumming,
  /** O_DIRECT opens and works. */
  DirectIo,
  /** Untorn writes of more than one sector. */
  AtomicWrites,
  /** Overwriting does not relocate data. */
  OverwriteInPlace,
  /** What is allocated can be read back exactly. */
  ExtentMapping,
  /** A directory tree's use can be limited, and accounting is on now. */
  ProjectQuota,
  /** Several nodes see the same place. */
  SharedAccess,
  /** No volatile write cache below. */
  PowerLossProtection;

  /**
   * What is lacking: the defined set minus {@code has}, sorted by name.
   *
   * @param has the capabilities a device was shown to have
   * @return every other capability, in alphabetical order
   */
  public static List<Capability> complementOf(Collection<Capability> has) {
    EnumSet<Capability> lacking = EnumSet.allOf(Capability.class);
    lacking.removeAll(has);
    return lacking.stream().sorted((a, b) -> a.name().compareTo(b.name())).toList();
  }
}
