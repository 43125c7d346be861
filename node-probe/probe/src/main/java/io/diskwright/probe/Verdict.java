package io.diskwright.probe;

import io.diskwright.api.v1alpha1.Conditions.ConditionStatus;

/** What a condition is to say. */
record Verdict(ConditionStatus status, String reason, String message) {
  /** What came from elsewhere is made fit to be published. */
  Verdict {
    message = Messages.published(message);
  }

  static Verdict yes(String reason, String message) {
    return new Verdict(ConditionStatus.True, reason, message);
  }

  static Verdict no(String reason, String message) {
    return new Verdict(ConditionStatus.False, reason, message);
  }

  static Verdict unknown(String reason, String message) {
    return new Verdict(ConditionStatus.Unknown, reason, message);
  }
}
