package io.diskwright.planner;

/** The expected pattern of the guest's writes. */
public enum Access {
  /** Small writes all over. */
  Random,
  /** Large writes one after another. */
  Sequential,
  /** Both. */
  Mixed
}
