package io.diskwright.probe.declared;

/** The text of a declaration file is wrong; the message begins with where. */
final class DeclarationException extends Exception {
  private static final long serialVersionUID = 1;

  /**
   * With its place.
   *
   * @param line from 1, or 0 when it is about the whole
   * @param field such as {@code capabilities[1].state}, or empty
   */
  DeclarationException(int line, String field, String what) {
    super(
        (line > 0 ? ", line " + line : "")
            + (field.isEmpty() ? "" : ", " + field)
            + (line > 0 || !field.isEmpty() ? ": " : " ")
            + what);
  }
}
