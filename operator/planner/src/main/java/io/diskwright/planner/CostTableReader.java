package io.diskwright.planner;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** Reads a cost table; refuses whatever is not exactly right, naming the line. */
final class CostTableReader {
  static final List<String> COLUMNS =
      List.of(
          "kind",
          "format",
          "options",
          "sizeBytes",
          "firstWriteIops",
          "overwriteIops",
          "randomReadIops",
          "sequentialWriteMiBps",
          "createdBytes",
          "randomWrittenBytes",
          "randomAllocatedBytes",
          "sequentialWrittenBytes",
          "sequentialAllocatedBytes",
          "createMillis",
          "spread");

  /** No device of this century is that large or that fast. */
  private static final double ABSURD = 1e18;

  private CostTableReader() {}

  /**
   * Reads a table.
   *
   * @param source its name, for messages
   * @param text comma-separated values; lines that start with {@code #} say where they come from
   * @throws IllegalArgumentException naming the line that is wrong
   */
  static CostTable read(String source, String text) {
    List<CostTable.Row> rows = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    boolean header = false;
    int number = 0;
    for (String line : text.lines().toList()) {
      number++;
      String at = source + " line " + number + ": ";
      if (line.isBlank() || line.startsWith("#")) {
        continue;
      }
      List<String> cells = Arrays.stream(line.split(",", -1)).map(String::strip).toList();
      if (!header) {
        require(cells.equals(COLUMNS), at + "the columns must be " + String.join(",", COLUMNS));
        header = true;
        continue;
      }
      require(
          cells.size() == COLUMNS.size(),
          at + "has " + cells.size() + " values instead of " + COLUMNS.size());
      CostTable.Row row = row(at, cells);
      require(
          seen.add(row.kind() + "," + row.format() + "," + row.options()),
          at + "the same kind, format and options stand on an earlier line");
      rows.add(row);
    }
    require(!rows.isEmpty(), source + ": holds no costs");
    return new CostTable(rows);
  }

  private static CostTable.Row row(String at, List<String> cells) {
    require(!cells.get(0).isEmpty(), at + "kind is empty");
    ImageFormat format =
        Arrays.stream(ImageFormat.values())
            .filter(f -> f.name().equals(cells.get(1)))
            .findFirst()
            .orElseThrow(
                () -> new IllegalArgumentException(at + "unknown format '" + cells.get(1) + "'"));
    double[] v = new double[COLUMNS.size()];
    for (int i = 3; i < v.length; i++) {
      v[i] = number(at + COLUMNS.get(i), cells.get(i), i <= 7);
    }
    require(v[9] <= v[3] && v[11] <= v[3], at + "more bytes written than the image has");
    Costs costs =
        new Costs(v[3], v[4], v[5], v[6], v[7], v[8], v[9], v[10], v[11], v[12], v[13], v[14]);
    return new CostTable.Row(cells.get(0), format, options(at, cells.get(2)), costs);
  }

  private static SortedMap<String, String> options(String at, String cell) {
    SortedMap<String, String> options = new TreeMap<>();
    for (String option : cell.isEmpty() ? new String[0] : cell.split(";", -1)) {
      int equals = option.indexOf('=');
      require(equals > 0, at + "option '" + option + "' is not of the form key=value");
      String name = option.substring(0, equals);
      require(
          options.isEmpty() || options.lastKey().compareTo(name) < 0,
          at + "option '" + name + "' is there twice or not in alphabetical order");
      options.put(name, option.substring(equals + 1));
    }
    return Options.withoutDefaults(options);
  }

  private static double number(String what, String cell, boolean aboveZero) {
    double value;
    try {
      value = Double.parseDouble(cell);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(what + ": '" + cell + "' is not a number", e);
    }
    require(Double.isFinite(value) && value < ABSURD, what + ": '" + cell + "' is not finite");
    require(
        aboveZero ? value > 0 : value >= 0,
        what + ": " + cell + (aboveZero ? " must be above zero" : " must not be negative"));
    return value;
  }

  private static void require(boolean right, String message) {
    if (!right) {
      throw new IllegalArgumentException(message);
    }
  }
}
