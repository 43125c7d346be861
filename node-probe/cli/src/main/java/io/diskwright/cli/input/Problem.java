package io.diskwright.cli.input;

/**
 * One thing wrong with an input.
 *
 * @param at where
 * @param field path of the field, such as {@code spec.tradeoffs.performance}; empty when none is
 *     meant
 * @param message what is wrong and what to do
 */
public record Problem(Position at, String field, String message) {
  @Override
  public String toString() {
    return at + ": " + (field.isEmpty() ? "" : field + ": ") + message;
  }
}
