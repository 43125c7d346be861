package io.diskwright.controller;

import io.diskwright.api.v1alpha1.Reasons;
import org.jspecify.annotations.Nullable;

/**
 * What became of handing an image over.
 *
 * @param message what happened, and what to do
 * @param claimName the claim that carries it, or null
 */
record Publication(Reasons.Published reason, String message, @Nullable String claimName) {
  /** While there is nothing to hand over. */
  static final Publication NOTHING_YET = pending("There is no image to attach yet.");

  static Publication pending(String message) {
    return new Publication(Reasons.Published.Pending, message, null);
  }

  static Publication of(Reasons.Published reason, String message) {
    return new Publication(reason, message, null);
  }

  /** Whether a claim carries it, and who uses it can work with it. */
  boolean published() {
    return reason == Reasons.Published.Direct || reason == Reasons.Published.Exported;
  }

  /** How it is handed over: as it is, or by a raw view. */
  String view() {
    return switch (reason) {
      case Exported, ExportDown, RestartNeeded -> "Export";
      case Pending -> claimName == null ? "Direct" : "Export"; // only those are made anew
      default -> "Direct";
    };
  }

  /** Whether it may turn out otherwise without an event that tells of it. */
  boolean isToBeTriedAgain() {
    return reason == Reasons.Published.ClaimNameTaken
        || reason == Reasons.Published.ExportDown
        || reason == Reasons.Published.RestartNeeded
        || reason == Reasons.Published.ClaimRefused
        || reason == Reasons.Published.NodeNotFound;
  }
}
