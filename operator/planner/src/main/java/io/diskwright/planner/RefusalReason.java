package io.diskwright.planner;

/** Why there is no plan at all. */
public enum RefusalReason {
  /** There is no device to choose from. */
  NoDevice,
  /** Every candidate breaks a constraint. */
  NoAdmissibleCandidate,
  /** Only space is missing. */
  InsufficientCapacity
}
