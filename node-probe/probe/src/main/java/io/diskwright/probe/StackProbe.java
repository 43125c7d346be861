package io.diskwright.probe;

import io.diskwright.planner.Capability;
import io.diskwright.planner.CapabilityState;
import org.jspecify.annotations.Nullable;

/**
 * Adds what the layers below give to what the file system was asked before. It has to come after
 * the probes that ask the file system.
 */
final class StackProbe implements CapabilityProbe {
  @Override
  public void ask(Place place, Findings out) {
    ask(place.stack(), out);
  }

  static void ask(Stack stack, Findings out) {
    join(Capability.Redundancy, StackFindings.redundancy(stack), out);
    join(Capability.Encryption, StackFindings.encryption(stack), out);
    join(Capability.Checksumming, StackFindings.checksumming(stack), out);
    join(Capability.Deduplication, StackFindings.deduplication(stack), out);
    join(Capability.Compression, StackFindings.compression(stack), out);
    join(Capability.Snapshotting, StackFindings.snapshotting(stack), out);
  }

  private static void join(Capability capability, @Nullable Finding below, Findings out) {
    if (below != null) {
      // What happens to every write by itself is more than what happens to a file when asked to.
      boolean better = capability == Capability.Deduplication;
      out.revise(capability, above -> join(above, below, better));
    }
  }

  /**
   * Both answers as one: it is there if either layer has it, and not known if either might.
   *
   * @param better whether the layers below are better where both have it
   */
  static Finding join(Finding above, Finding below, boolean better) {
    boolean first = rank(below) < rank(above) || rank(below) == rank(above) && better;
    boolean absent =
        above.state() == CapabilityState.Absent && below.state() == CapabilityState.Absent;
    return first || absent ? below.alongside(above) : above.alongside(below);
  }

  private static int rank(Finding finding) {
    return switch (finding.state()) {
      case Present -> 0;
      case Unknown -> 1;
      case Absent -> 2;
    };
  }
}
