package io.diskwright.planner;

/** How well an image is kept from other eyes; a higher level never gives a faster plan. */
public enum SecurityLevel {
  /** Nothing. */
  Off,
  /** Owner-only access; freed space cannot be read again. */
  Low,
  /** Low, and encrypted at rest by any layer. */
  Medium,
  /** Medium, and always a key of its own per image, in the format. */
  High
}
