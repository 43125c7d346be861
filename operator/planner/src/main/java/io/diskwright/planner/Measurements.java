package io.diskwright.planner;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What was measured on one device, and with what; it holds for no other device, kernel or QEMU.
 *
 * <p>Published as texts by name: {@code date}, {@code kernel}, {@code qemu}, and for each way its
 * format and options with the figures of {@link Costs} in their order, such as {@code qcow2
 * preallocation=metadata}: {@code 536870912 11873 16594 ...}.
 *
 * @param date when, such as {@code 2026-05-01}
 * @param kernel release of the kernel
 * @param qemu version of QEMU
 * @param ways what was measured
 */
public record Measurements(String date, String kernel, String qemu, List<MeasuredWay> ways) {
  private static final String DATE = "date";
  private static final String KERNEL = "kernel";
  private static final String QEMU = "qemu";

  public Measurements {
    ways = List.copyOf(ways);
  }

  /** As it is published: texts by name. */
  public SortedMap<String, String> published() {
    SortedMap<String, String> texts = new TreeMap<>();
    texts.put(DATE, date);
    texts.put(KERNEL, kernel);
    texts.put(QEMU, qemu);
    for (MeasuredWay way : ways) {
      String options = MeasuredWay.spell(way.options());
      texts.put(
          options.isEmpty() ? way.format().name() : way.format() + " " + options,
          String.join(" ", CostFigures.write(way.costs())));
    }
    return texts;
  }

  /**
   * Reads what was published.
   *
   * @throws IllegalArgumentException naming the entry that is wrong
   */
  public static Measurements of(Map<String, String> published) {
    List<MeasuredWay> ways = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    for (Map.Entry<String, String> entry : new TreeMap<>(published).entrySet()) {
      String name = entry.getKey();
      if (name.equals(DATE) || name.equals(KERNEL) || name.equals(QEMU)) {
        continue;
      }
      String at = "measurements: '" + name + "': ";
      int space = name.indexOf(' ');
      ImageFormat format = MeasuredWay.format(at, space < 0 ? name : name.substring(0, space));
      SortedMap<String, String> options =
          MeasuredWay.options(at, space < 0 ? "" : name.substring(space + 1));
      List<String> cells = List.of(entry.getValue().strip().split("\\s+", -1));
      CostFigures.require(
          cells.size() == CostFigures.NAMES.size(),
          at + "has " + cells.size() + " values instead of " + CostFigures.NAMES.size());
      MeasuredWay way = new MeasuredWay(format, options, CostFigures.read(at, cells));
      CostFigures.require(
          seen.add(format + MeasuredWay.spell(way.options())), at + "is there twice");
      ways.add(way);
    }
    return new Measurements(
        published.getOrDefault(DATE, ""),
        published.getOrDefault(KERNEL, ""),
        published.getOrDefault(QEMU, ""),
        ways);
  }
}
