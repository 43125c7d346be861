package io.diskwright.planner;

/** What images are placed in. */
public enum TargetKind {
  /** A directory of a mounted file system. */
  Directory,
  /** An LVM volume group. */
  VolumeGroup
}
