package io.diskwright.agent;

import java.util.Objects;

/** What an exception says to people. */
final class Trouble {
  private Trouble() {}

  /** The message, or, of an exception without one, its name. */
  static String of(Exception e) {
    return Objects.requireNonNullElse(e.getMessage(), e.toString());
  }
}
