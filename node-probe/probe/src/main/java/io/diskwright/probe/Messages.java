package io.diskwright.probe;

import io.diskwright.libc.PathText;
import org.jspecify.annotations.Nullable;

/** Text from elsewhere, fit to be published and to stand in a message. */
final class Messages {
  private static final int LONGEST = 200;
  private static final int LONGEST_PUBLISHED = 2000;

  private Messages() {}

  /** Without control characters and bytes that are no text, and not too long. */
  static String printable(String text) {
    return cut(text, LONGEST);
  }

  /** The same, longer. */
  static String published(String text) {
    return cut(text, LONGEST_PUBLISHED);
  }

  /** The same of what may not be there. */
  static @Nullable String publishedOrNull(@Nullable String text) {
    return text == null ? null : published(text);
  }

  private static String cut(String text, int longest) {
    String shown = text.length() > longest ? text.substring(0, longest) + "…" : text;
    return PathText.printable(shown);
  }
}
