package io.diskwright.planner;

/** What an image can be required to end up with, from the device or from the format. */
public enum Feature {
  /** A point-in-time state can be kept. */
  Snapshotting,
  /** A second image can start from it without copying. */
  Cloning,
  /** Data can be stored compressed. */
  Compression,
  /** Encrypted at rest. */
  Encryption,
  /** Changed blocks can be tracked. */
  IncrementalBackup,
  /** What the guest frees is free below. */
  Discard,
  /** Losing one device loses no data. */
  Redundancy,
  /** Data is checksummed on read. */
  Checksumming
}
