package io.diskwright.probe;

/** Text from elsewhere, fit to stand in a message. */
final class Messages {
  private static final int LONGEST = 200;

  private Messages() {}

  /** Without control characters, and not too long. */
  static String printable(String text) {
    String shown = text.length() > LONGEST ? text.substring(0, LONGEST) + "…" : text;
    return shown.replaceAll("\\p{Cntrl}", "?");
  }
}
