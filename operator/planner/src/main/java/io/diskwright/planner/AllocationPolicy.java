package io.diskwright.planner;

/** How much of an image is allocated when it is made (US 9,092,161, block 204). */
public enum AllocationPolicy {
  /** Nothing but what the format itself needs. */
  Thin,
  /** The format's tables, but not the guest's data. */
  MetadataPreallocated,
  /** The guest's data too. */
  Preallocated
}
