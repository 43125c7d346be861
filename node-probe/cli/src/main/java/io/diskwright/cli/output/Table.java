package io.diskwright.cli.output;

import java.util.ArrayList;
import java.util.List;

/** Columns that line up. */
public final class Table {
  private static final int GAP = 2;

  private final List<String> head;
  private final List<List<String>> rows = new ArrayList<>();

  /** With the names of its columns; with empty names, no line for them. */
  public Table(String... head) {
    this.head = List.of(head);
  }

  /** Adds a row, as long as the head. */
  public Table row(String... cells) {
    if (cells.length != head.size()) {
      throw new IllegalArgumentException(cells.length + " cells for " + head.size() + " columns");
    }
    rows.add(List.of(cells));
    return this;
  }

  /** Whether there are no rows. */
  public boolean isEmpty() {
    return rows.isEmpty();
  }

  /** The lines, each ending in a newline; every one indented by {@code indent}. */
  public String text(int indent) {
    List<List<String>> lines = new ArrayList<>();
    if (head.stream().anyMatch(name -> !name.isEmpty())) {
      lines.add(head);
    }
    lines.addAll(rows);
    int[] widths = new int[head.size()];
    for (List<String> line : lines) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], width(line.get(i)));
      }
    }
    StringBuilder out = new StringBuilder();
    for (List<String> line : lines) {
      StringBuilder text = new StringBuilder().repeat(' ', indent);
      for (int i = 0; i < widths.length; i++) {
        text.append(line.get(i)).repeat(' ', widths[i] - width(line.get(i)) + GAP);
      }
      out.append(text.toString().stripTrailing()).append('\n');
    }
    return out.toString();
  }

  /** Characters of the longest line of {@code text}, colours left out. */
  public static int widest(String text) {
    return text.lines().mapToInt(Table::width).max().orElse(0);
  }

  /** Characters seen, colours left out. */
  static int width(String text) {
    String seen = text.replaceAll("\u001b\\[[0-9;]*m", "");
    return seen.codePointCount(0, seen.length());
  }
}
