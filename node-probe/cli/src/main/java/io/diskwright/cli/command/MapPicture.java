package io.diskwright.cli.command;

import java.util.List;

/** A map of decisions as a picture: SVG 1.1, without scripts or anything from outside. */
final class MapPicture {
  private static final int CELL_WIDTH = 30;
  private static final int CELL_HEIGHT = 26;
  private static final int LEFT = 90;
  private static final int TOP = 56;
  private static final int LEGEND_LINE = 22;

  /** Light fills on which black letters can be read, also by those who see few colours. */
  private static final List<String> FILLS =
      List.of(
          "#8dd3c7", "#bebada", "#fdb462", "#80b1d3", "#fb8072", "#b3de69", "#fccde5", "#d9d9d9",
          "#ffed6f", "#ccebc5");

  private MapPicture() {}

  /** The whole document. */
  static String svg(DecisionMap map) {
    int width = Math.max(LEFT + map.columns().size() * CELL_WIDTH + 20, 960);
    int bottom = TOP + map.rows().size() * CELL_HEIGHT;
    int height = bottom + 60 + (map.choices().size() + 2) * LEGEND_LINE;
    StringBuilder out = new StringBuilder();
    out.append(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" viewBox=\"0 0 %d %d\" font-family=\"sans-serif\" font-size=\"13\">\n"
            .formatted(width, height, width, height));
    out.append("<rect width=\"100%\" height=\"100%\" fill=\"white\"/>\n");
    text(out, 16, 26, "bold", map.name() + ": choice by performance and " + map.axis());
    for (int row = 0; row < map.rows().size(); row++) {
      text(out, 16, TOP + row * CELL_HEIGHT + 17, "normal", map.rows().get(row));
      for (int column = 0; column < map.columns().size(); column++) {
        cell(out, map, row, column);
      }
    }
    for (int column = 0; column < map.columns().size(); column += 2) {
      text(
          out,
          LEFT + column * CELL_WIDTH + 5,
          bottom + 18,
          "normal",
          Integer.toString(map.columns().get(column)));
    }
    text(out, LEFT, bottom + 38, "normal", "weight of performance against storage");
    legend(out, map, bottom + 60);
    return out.append("</svg>\n").toString();
  }

  private static void cell(StringBuilder out, DecisionMap map, int row, int column) {
    int choice = map.cells().get(row).get(column);
    int x = LEFT + column * CELL_WIDTH;
    int y = TOP + row * CELL_HEIGHT;
    boolean here = row == map.hereRow() && column == map.hereColumn();
    box(out, x, y, CELL_WIDTH, CELL_HEIGHT, choice, here);
    text(out, x + 10, y + 17, here ? "bold" : "normal", DecisionMap.letter(choice));
  }

  private static void legend(StringBuilder out, DecisionMap map, int top) {
    int y = top;
    for (int i = 0; i < map.choices().size(); i++, y += LEGEND_LINE) {
      box(out, 16, y, CELL_WIDTH, LEGEND_LINE - 4, i, false);
      text(out, 26, y + 14, "normal", DecisionMap.letter(i));
      text(out, 56, y + 14, "normal", map.choices().get(i));
    }
    box(out, 16, y, CELL_WIDTH, LEGEND_LINE - 4, -1, false);
    text(out, 56, y + 14, "normal", "refused");
    y += LEGEND_LINE;
    text(out, 16, y + 14, "normal", "framed: the image as it is");
  }

  private static void box(
      StringBuilder out, int x, int y, int width, int height, int choice, boolean framed) {
    out.append(
        "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" fill=\"%s\" stroke=\"%s\" stroke-width=\"%d\"/>\n"
            .formatted(
                x,
                y,
                width,
                height,
                choice < 0 ? "#f4f4f4" : FILLS.get(choice % FILLS.size()),
                framed ? "black" : "white",
                framed ? 3 : 1));
  }

  private static void text(StringBuilder out, int x, int y, String weight, String text) {
    out.append(
        "<text x=\"%d\" y=\"%d\" font-weight=\"%s\">%s</text>\n"
            .formatted(x, y, weight, escaped(text)));
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replaceAll("\\p{Cntrl}", "?");
  }
}
