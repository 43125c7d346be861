package io.diskwright.controller;

import io.diskwright.api.v1alpha1.Decision;
import io.diskwright.planner.RefusalReason;

/** What planning one image came to. */
sealed interface Planning {
  /** Not planned, because the image was not accepted. */
  record None() implements Planning {}

  /**
   * There is a decision that holds.
   *
   * @param fresh whether it was made just now
   */
  record Decided(Decision decision, boolean fresh) implements Planning {}

  /** There is none, and why. */
  record Refused(RefusalReason reason, String message) implements Planning {}

  /** There is none before the image is made that it is to be a copy of. */
  record Waiting(String message) implements Planning {}

  /** The image is there as {@code decision} says, but its spec asks for something else now. */
  record Outdated(Decision decision, String message) implements Planning {}
}
