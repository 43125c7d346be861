package io.diskwright.planner;

import org.jspecify.annotations.Nullable;

/** By the literal rules of US 9,092,161. */
final class PatentStrategy {
  private PatentStrategy() {}

  static Outcome.@Nullable Plan plan(Survey survey) {
    return null;
  }
}
