package io.diskwright.planner;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Why a candidate cannot be.
 *
 * @param reason in one word
 * @param text in one sentence; written only when it is read
 * @param uses what it rests on
 */
record Rejection(RejectionReason reason, Supplier<String> text, List<String> uses) {

  static Optional<Rejection> because(
      RejectionReason reason, Supplier<String> text, String... uses) {
    return Optional.of(new Rejection(reason, text, List.of(uses)));
  }

  String message() {
    return text.get();
  }
}
