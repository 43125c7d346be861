package io.diskwright.probe;

/** A place could not be probed at all; the message says what, where, why and what to do. */
public final class ProbeException extends Exception {
  private static final long serialVersionUID = 1;

  /** With its message, for people. */
  public ProbeException(String message) {
    super(message);
  }

  /** With its cause too. */
  public ProbeException(String message, Throwable cause) {
    super(message, cause);
  }
}
