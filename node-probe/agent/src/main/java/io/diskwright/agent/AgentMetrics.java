package io.diskwright.agent;

import io.diskwright.api.v1alpha1.DiskAllocationSpec;
import io.diskwright.image.ImageException;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;

/** What the agent counts; labels are from closed sets only. */
final class AgentMetrics {
  private final MeterRegistry registry;

  AgentMetrics(MeterRegistry registry) {
    this.registry = registry;
  }

  /** Work that makes an image. */
  @FunctionalInterface
  interface Making<T> {
    /** Does it. */
    T run() throws ImageException;
  }

  /** Times the making of an image. */
  <T> T timed(DiskAllocationSpec spec, Making<T> making) throws ImageException {
    Timer.Sample sample = Timer.start(registry);
    T made = making.run();
    sample.stop(
        registry.timer(
            "diskwright.allocation",
            "policy",
            spec.policy().name(),
            "format",
            spec.format().name()));
    return made;
  }

  /** Counts an order that turned to {@code result}. */
  void count(String result) {
    registry.counter("diskwright.orders", "result", result).increment();
  }
}
