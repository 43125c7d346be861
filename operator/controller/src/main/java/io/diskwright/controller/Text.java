package io.diskwright.controller;

import io.diskwright.api.v1alpha1.Decision;

/** Sentences about decisions. */
final class Text {
  private Text() {}

  /** How an image is made, such as {@code qcow2, MetadataPreallocated {preallocation=metadata}}. */
  static String make(Decision decision) {
    return "%s, %s %s".formatted(decision.format(), decision.policy(), decision.options());
  }

  /** How and where an image is made. */
  static String decided(Decision decision) {
    return "%s, %s, on %s of node %s (score %d of 1000, %d candidates looked at)"
        .formatted(
            decision.format(),
            decision.policy(),
            decision.device(),
            decision.node(),
            decision.score(),
            decision.considered());
  }
}
