package io.diskwright.cli.command;

import io.diskwright.cli.output.Terminal;
import io.diskwright.cli.output.Terminal.Style;
import java.util.List;

/** A map of decisions on a terminal: a coloured letter for each cell, and what it stands for. */
final class MapPrinter {
  private static final int LABEL = 8;
  private static final int CELL = 3;

  private final Terminal terminal;

  MapPrinter(Terminal terminal) {
    this.terminal = terminal;
  }

  void print(DecisionMap map) {
    line(
        terminal.styled(Style.Bold, map.name())
            + ": what is chosen as performance rises from left to right and "
            + map.axis()
            + " from bottom to top");
    for (int row = 0; row < map.rows().size(); row++) {
      StringBuilder text = new StringBuilder("  " + padded(map.rows().get(row), LABEL));
      List<Integer> cells = map.cells().get(row);
      for (int column = 0; column < cells.size(); column++) {
        int choice = cells.get(column);
        boolean here = row == map.hereRow() && column == map.hereColumn();
        String letter = DecisionMap.letter(choice);
        String cell = here ? "[" + letter + "]" : " " + letter + " ";
        text.append(
            choice < 0 ? terminal.styled(Style.Faint, cell) : terminal.painted(choice, cell));
      }
      line(text.toString());
    }
    StringBuilder scale = new StringBuilder(" ".repeat(2 + LABEL));
    for (int column = 0; column < map.columns().size(); column += 5) {
      scale.append(padded(" " + map.columns().get(column), 5 * CELL));
    }
    line(scale.toString().stripTrailing());
    for (int i = 0; i < map.choices().size(); i++) {
      line(
          "  "
              + terminal.painted(i, " " + DecisionMap.letter(i) + " ")
              + " "
              + map.choices().get(i));
    }
    if (map.cells().stream().anyMatch(row -> row.contains(-1))) {
      line("   .  refused: explain says why");
    }
    line("  [ ] the image as it is");
  }

  private static String padded(String text, int width) {
    return text + " ".repeat(Math.max(0, width - text.length()));
  }

  private void line(String text) {
    terminal.out().println(text);
  }
}
