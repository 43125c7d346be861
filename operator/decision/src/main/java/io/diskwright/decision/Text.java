package io.diskwright.decision;

/** Text that came from elsewhere, made fit for messages and for status fields. */
final class Text {
  private static final int QUOTED = 80;

  private Text() {}

  /** {@code text} in quotes, shortened, control characters replaced. */
  static String quote(String text) {
    return '"' + limit(text, QUOTED).replaceAll("[\\p{Cntrl}\\u2028\\u2029]", "?") + '"';
  }

  /** {@code text} in at most {@code limit} UTF-16 units, an ellipsis showing what was cut. */
  static String limit(String text, int limit) {
    if (text.length() <= limit) {
      return text;
    }
    int end = limit - 1;
    return text.substring(0, Character.isHighSurrogate(text.charAt(end - 1)) ? end - 1 : end) + '…';
  }
}
