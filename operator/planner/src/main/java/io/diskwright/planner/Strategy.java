package io.diskwright.planner;

/** How the choice is made. */
public enum Strategy {
  /** By measured costs. */
  Measured,
  /** By the literal rules of US 9,092,161. */
  Patent
}
