package io.diskwright.planner;

/** What probing found out about one capability. */
public enum CapabilityState {
  /** Shown to be there. */
  Present,
  /** Shown not to be there. */
  Absent,
  /** Could not be asked; counts as lacking. */
  Unknown
}
