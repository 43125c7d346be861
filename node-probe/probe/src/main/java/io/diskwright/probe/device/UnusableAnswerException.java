package io.diskwright.probe.device;

/**
 * A device rejected a command, or its answer cannot be what it claims to be. The only exception
 * that a parser of this package throws.
 */
final class UnusableAnswerException extends Exception {
  private static final long serialVersionUID = 1;

  private final String result;

  /** The result as evidence is to name it, and why it is of no use. */
  UnusableAnswerException(String result, String why) {
    super(why, null, false, false);
    this.result = result;
  }

  /** Short, such as {@code 12 bytes} or {@code status 0x2002}. */
  String result() {
    return result;
  }
}
