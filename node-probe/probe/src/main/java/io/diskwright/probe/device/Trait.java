package io.diskwright.probe.device;

/** Something that a block device can say of itself. Values are texts; counts are decimal. */
public enum Trait {
  /** Bytes. */
  Size,
  /** Bytes of the smallest unit that can be addressed. */
  LogicalBlock,
  /** Bytes of the smallest unit that is written without reading first. */
  PhysicalBlock,
  /** Bytes; not said when the device has no wish. */
  OptimalIo,
  /** Bytes. */
  MinimumIo,
  /** Bytes by which the start is off the physical alignment; not said when it is aligned. */
  AlignmentOffset,
  /** true or false. */
  ReadOnly,
  /**
   * true or false, as the kernel believes; "true" is also what it takes when it was told nothing.
   */
  Rotational,
  /** Rounds a minute; 1 when nothing rotates, as SBC and ACS spell it. */
  RotationRate,
  /** Inches, such as 2.5, or a name. */
  FormFactor,
  /** true when written data may be lost with the power until it is flushed. */
  VolatileCache,
  /** Whether one write can be forced through the cache. */
  Fua,
  /** Whether the device takes discards. */
  Discard,
  /** Bytes. */
  DiscardGranularity,
  /** Whether discarded blocks read as zeroes, promised. */
  DiscardReadsZero,
  /** Whether the device writes zeroes without being sent them. */
  WriteZeroes,
  /** Largest untorn write in bytes; 0 for none. */
  AtomicWrite,
  /** Whether the device takes space only when written to. */
  ThinProvisioned,
  /** none, host-aware or host-managed. */
  Zoned,
  /** As the kernel spells it: naa., eui., uuid. or t10. and the name. */
  Wwn,
  /** Of the disk. */
  Serial,
  /** Of the disk. */
  Model,
  /** Revision of the firmware. */
  Firmware,
  /** Percent of the rated life that is used, 0..255. */
  EnduranceUsed,
  /** Bits of the critical warning of NVMe's health log. */
  CriticalWarning,
  /** Errors that the medium had and that could not be corrected. */
  MediaErrors,
  /** Whether the disk encrypts by TCG Opal with locking enabled. */
  OpalLocking
}
