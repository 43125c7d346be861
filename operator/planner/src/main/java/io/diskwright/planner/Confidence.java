package io.diskwright.planner;

/** Where the costs behind a choice come from. */
public enum Confidence {
  /** Measured on this very device. */
  Calibrated,
  /** Measured on a device of the same or the nearest kind, shipped with the product. */
  Shipped
}
