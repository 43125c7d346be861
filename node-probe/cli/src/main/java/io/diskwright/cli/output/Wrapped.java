package io.diskwright.cli.output;

/** Text broken into lines between words. */
public final class Wrapped {
  private static final int LEAST = 20;

  private Wrapped() {}

  /**
   * {@code label} followed by {@code text}, whose further lines begin below its first.
   *
   * @param indent columns before the label
   * @param hang columns from the label to the text
   * @param columns how long lines may be; 0 for any length
   */
  public static String text(String label, String text, int indent, int hang, int columns) {
    int room = columns == 0 ? Integer.MAX_VALUE : Math.max(LEAST, columns - indent - hang);
    StringBuilder out =
        new StringBuilder()
            .repeat(' ', indent)
            .append(label)
            .repeat(' ', Math.max(0, hang - Table.width(label)));
    int used = 0;
    for (String word : text.split(" ")) {
      int width = Table.width(word);
      if (used > 0 && used + 1 + width > room) {
        out.append('\n').repeat(' ', indent + hang);
        used = 0;
      } else if (used > 0) {
        out.append(' ');
        used++;
      }
      out.append(word);
      used += width;
    }
    return out.append('\n').toString();
  }
}
