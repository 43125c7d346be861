package io.diskwright.planner;

import static io.diskwright.planner.CostFigures.require;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.stream.Stream;

/**
 * Reads a cost table; refuses whatever is not exactly right, naming the line. First it says what
 * each kind of place is like, then what was measured there.
 */
final class CostTableReader {
  /** Of the first part: a kind's name and its {@link Traits}. */
  static final List<String> TRAITS =
      List.of(
          "kind", "inPlace", "clones", "checksums", "compresses", "hints", "blockSize", "medium");

  /** Of the second part. */
  static final List<String> COLUMNS =
      Stream.concat(Stream.of("kind", "format", "options"), CostFigures.NAMES.stream()).toList();

  private final String source;
  private final Map<String, Traits> kinds = new HashMap<>();
  private final List<CostTable.Row> rows = new ArrayList<>();
  private final Set<String> seen = new HashSet<>();
  private List<String> header = List.of();

  private CostTableReader(String source) {
    this.source = source;
  }

  /**
   * Reads a table.
   *
   * @param source its name, for messages
   * @param text comma-separated values; lines that start with {@code #} say where they come from
   * @throws IllegalArgumentException naming the line that is wrong
   */
  static CostTable read(String source, String text) {
    return new CostTableReader(source).read(text);
  }

  private CostTable read(String text) {
    int number = 0;
    for (String line : text.lines().toList()) {
      number++;
      if (!line.isBlank() && !line.startsWith("#")) {
        String at = source + " line " + number + ": ";
        line(at, Arrays.stream(line.split(",", -1)).map(String::strip).toList());
      }
    }
    require(!rows.isEmpty(), source + ": holds no costs");
    return new CostTable(kinds, rows);
  }

  private void line(String at, List<String> cells) {
    if (header.isEmpty() || cells.equals(COLUMNS)) {
      List<String> expected = header.isEmpty() ? TRAITS : COLUMNS;
      require(cells.equals(expected), at + "the columns must be " + String.join(",", expected));
      header = cells;
      return;
    }
    require(
        cells.size() == header.size(),
        at + "has " + cells.size() + " values instead of " + header.size());
    if (header.equals(TRAITS)) {
      kind(at, cells);
    } else {
      row(at, cells);
    }
  }

  private void kind(String at, List<String> cells) {
    String kind = cells.getFirst();
    require(!kind.isEmpty(), at + "kind is empty");
    Traits traits =
        new Traits(
            yes(at + TRAITS.get(1), cells.get(1)),
            yes(at + TRAITS.get(2), cells.get(2)),
            yes(at + TRAITS.get(3), cells.get(3)),
            yes(at + TRAITS.get(4), cells.get(4)),
            yes(at + TRAITS.get(5), cells.get(5)),
            blockSize(at, cells.get(6)),
            medium(at, cells.get(7)));
    require(
        kinds.put(kind, traits) == null, at + "kind '" + kind + "' stands on an earlier line too");
  }

  private void row(String at, List<String> cells) {
    String kind = cells.getFirst();
    require(!kind.isEmpty(), at + "kind is empty");
    require(kinds.containsKey(kind), at + "no line says what kind '" + kind + "' is like");
    ImageFormat format = MeasuredWay.format(at, cells.get(1));
    SortedMap<String, String> options =
        Options.withoutDefaults(MeasuredWay.options(at, cells.get(2)));
    Costs costs = CostFigures.read(at, cells.subList(3, cells.size()));
    require(
        seen.add(kind + "," + format + "," + options),
        at + "the same kind, format and options stand on an earlier line");
    rows.add(new CostTable.Row(kind, format, options, costs));
  }

  private static boolean yes(String what, String cell) {
    require(cell.equals("yes") || cell.equals("no"), what + ": '" + cell + "' is not yes or no");
    return cell.equals("yes");
  }

  private static long blockSize(String at, String cell) {
    require(
        cell.matches("[1-9][0-9]{0,9}"), at + "blockSize: '" + cell + "' is no number of bytes");
    return Long.parseLong(cell);
  }

  private static Traits.Medium medium(String at, String cell) {
    return Arrays.stream(Traits.Medium.values())
        .filter(m -> m.name().equals(cell))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    at + "medium: '" + cell + "' is none of " + List.of(Traits.Medium.values())));
  }
}
