package io.diskwright.planner;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** Measured costs by kind of device and way of making images. */
final class CostTable {
  /**
   * One measured way.
   *
   * @param kind name of the kind of device, such as {@code ext4}
   * @param format the image's format
   * @param options its options without those at their defaults
   * @param costs what was measured
   */
  record Row(String kind, ImageFormat format, SortedMap<String, String> options, Costs costs) {}

  private record Placed(Row row, OptionPoint point) {}

  private final SortedMap<String, List<Placed>> byKind = new TreeMap<>();

  CostTable(List<Row> rows) {
    if (rows.isEmpty()) {
      throw new IllegalArgumentException("a cost table needs at least one row");
    }
    rows.stream()
        .sorted(Comparator.comparing(Row::format).thenComparing(r -> r.options().toString()))
        .forEach(
            r ->
                byKind
                    .computeIfAbsent(r.kind(), k -> new ArrayList<>())
                    .add(new Placed(r, OptionPoint.of(r.options()))));
  }

  /** The kinds of devices measured. */
  SortedSet<String> kinds() {
    return new TreeSet<>(byKind.keySet());
  }

  /**
   * The costs of the nearest way measured on {@code kind}: of the same format wherever one was
   * measured at all, then of the nearest options. The same for the same question, always.
   */
  Costs nearest(String kind, ImageFormat format, Map<String, String> options) {
    List<Placed> rows = ofFormat(byKind.getOrDefault(kind, List.of()), format);
    for (List<Placed> other : byKind.values()) {
      if (rows.isEmpty()) {
        rows = ofFormat(other, format);
      }
    }
    if (rows.isEmpty()) {
      rows = byKind.getOrDefault(kind, byKind.firstEntry().getValue());
    }
    OptionPoint wanted = OptionPoint.of(options);
    Placed nearest = rows.getFirst();
    double least = Double.MAX_VALUE;
    for (Placed each : rows) {
      double distance = each.point().to(wanted);
      if (distance < least) {
        least = distance;
        nearest = each;
      }
    }
    return nearest.row().costs();
  }

  /** Whether this very way was measured on {@code kind}. */
  boolean covers(String kind, ImageFormat format, Map<String, String> options) {
    OptionPoint wanted = OptionPoint.of(options);
    return ofFormat(byKind.getOrDefault(kind, List.of()), format).stream()
        .anyMatch(p -> p.point().to(wanted) == 0);
  }

  private static List<Placed> ofFormat(List<Placed> rows, ImageFormat format) {
    return rows.stream().filter(p -> p.row().format() == format).toList();
  }
}
