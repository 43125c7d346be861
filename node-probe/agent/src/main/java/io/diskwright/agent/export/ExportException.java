package io.diskwright.agent.export;

/** An image is not exported; the message says why, and what to do. */
final class ExportException extends Exception {
  private static final long serialVersionUID = 1;

  ExportException(String message) {
    super(message);
  }

  ExportException(String message, Throwable cause) {
    super(message, cause);
  }
}
