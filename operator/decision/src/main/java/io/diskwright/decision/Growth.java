package io.diskwright.decision;

import io.diskwright.api.v1alpha1.Decision;
import io.diskwright.api.v1alpha1.ExpectedCosts;
import io.diskwright.planner.AllocationPolicy;

/** What a decision says once its image has grown: all stays but the space that it takes. */
public final class Growth {
  private Growth() {}

  /**
   * {@code decision} for an image of {@code after} bytes that was decided for {@code before}.
   *
   * <p>A format's tables grow with the size, so the bytes it can take at most grow in proportion;
   * what is allocated up front does so unless the image is thin.
   */
  public static Decision of(Decision decision, long before, long after) {
    ExpectedCosts old = decision.expected();
    boolean thin = decision.policy() == AllocationPolicy.Thin;
    boolean part = decision.options().containsKey("preallocatedBytes");
    return new Decision(
        decision.strategy(),
        decision.device(),
        decision.node(),
        decision.policy(),
        decision.format(),
        decision.options(),
        decision.score(),
        new ExpectedCosts(
            old.performance(),
            thin || part ? old.allocatedBytes() : scaled(old.allocatedBytes(), before, after),
            scaled(old.maximumBytes(), before, after),
            old.confidence()),
        decision.because(),
        decision.lacks(),
        decision.rejected(),
        decision.considered());
  }

  private static long scaled(long bytes, long before, long after) {
    return (long) Math.ceil((double) bytes / before * after);
  }
}
