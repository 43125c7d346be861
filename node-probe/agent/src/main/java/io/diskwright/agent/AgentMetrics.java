package io.diskwright.agent;

import io.diskwright.api.v1alpha1.DiskAllocationSpec;
import io.diskwright.image.ImageException;
import io.diskwright.image.Verification;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;

/** What the agent counts; labels are from closed sets only. */
final class AgentMetrics {
  private final MeterRegistry registry;

  AgentMetrics(MeterRegistry registry) {
    this.registry = registry;
  }

  /** What is done to an image. */
  enum Phase {
    Make,
    Grow,
    Verify,
    Delete
  }

  /** Work on an image. */
  @FunctionalInterface
  interface Work<T> {
    /** Does it. */
    T run() throws ImageException;
  }

  /** Times work on an image that comes to its end. */
  <T> T timed(Phase phase, DiskAllocationSpec spec, Work<T> work) throws ImageException {
    Timer.Sample sample = Timer.start(registry);
    T done = work.run();
    sample.stop(
        Timer.builder("diskwright.allocation")
            .description("Time to make, grow, verify or delete an image")
            .tags(tags(phase, spec))
            .register(registry));
    return done;
  }

  /** Counts bytes on disk that a phase has taken, or given back. */
  void bytes(Phase phase, DiskAllocationSpec spec, long bytes) {
    registry
        .counter("diskwright.allocation.bytes", tags(phase, spec))
        .increment(Math.max(0, bytes));
  }

  /** Counts an order that turned to {@code result}. */
  void count(String result) {
    registry.counter("diskwright.orders", "result", result).increment();
  }

  /** Counts an image that was found to be other than ordered. */
  void drifted(Verification.Drifted drifted) {
    for (Verification.Drift drift : drifted.drifts()) {
      registry.counter("diskwright.drift", "kind", drift.kind().name()).increment();
    }
  }

  private static String[] tags(Phase phase, DiskAllocationSpec spec) {
    return new String[] {
      "phase", phase.name(), "policy", spec.policy().name(), "format", spec.format().name()
    };
  }
}
