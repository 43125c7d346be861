package io.diskwright.controller;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.function.Supplier;

/** What the operator counts; labels are from closed sets only. */
final class OperatorMetrics {
  private final MeterRegistry registry;
  private final Timer planning;

  OperatorMetrics(MeterRegistry registry) {
    this.registry = registry;
    this.planning =
        Timer.builder("diskwright.planning")
            .description("Time to plan one image")
            .register(registry);
  }

  /** Times {@code plan} and counts what it came to, when that is new. */
  Planning planned(Supplier<Planning> plan) {
    Planning planning = this.planning.record(plan);
    switch (planning) {
      case Planning.Refused refused -> count(refused.reason().name(), "", "");
      case Planning.Decided decided -> {
        if (decided.fresh()) {
          count("Decided", decided.decision().policy().name(), decided.decision().format().name());
        }
      }
      case Planning.Waiting waiting -> {}
      case Planning.Outdated outdated -> {}
      case Planning.None none -> {}
    }
    return planning;
  }

  private void count(String reason, String policy, String format) {
    registry
        .counter("diskwright.decisions", "reason", reason, "policy", policy, "format", format)
        .increment();
  }
}
