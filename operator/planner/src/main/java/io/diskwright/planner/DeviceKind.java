package io.diskwright.planner;

/** What kind of device lies at the bottom. */
public enum DeviceKind {
  /** Rotating. */
  HardDisk,
  /** SSD or NVMe. */
  SolidState,
  /** Attached by USB. */
  UsbDrive,
  /** Several disks as one. */
  Raid,
  /** NFS, CIFS and the like. */
  NetworkFilesystem,
  /** RAM. */
  Memory,
  /** Nothing that says more of itself. */
  Virtual
}
