package io.diskwright.planner;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Measured costs by what a place is like and how images are made there.
 *
 * <p>A file that has copy-on-write turned off for itself finds another place than its neighbours:
 * such a row counts for what that place is like, see {@link Traits#nocow()}.
 */
final class CostTable {
  /**
   * Distance over which a place loses two thirds of its say. That wide, because what one place does
   * otherwise than all others is noise more often than not.
   */
  private static final double BREADTH = 3;

  /** A file with holes, the way that is measured everywhere. */
  private static final OptionPoint PLAIN = OptionPoint.of(Map.of());

  /**
   * One measured way.
   *
   * @param kind name of the place it was measured on, such as {@code ext4}
   * @param format the image's format
   * @param options its options without those at their defaults
   * @param costs what was measured
   */
  record Row(String kind, ImageFormat format, SortedMap<String, String> options, Costs costs) {}

  /**
   * What the table says of one way in one place.
   *
   * @param costs of the nearest measured
   * @param exact whether this very way was measured in a place like this
   * @param known whether it was measured in every place that speaks
   * @param encrypted whether it was measured encrypted
   */
  record Said(Costs costs, boolean exact, boolean known, boolean encrypted) {}

  /**
   * A kind that speaks for a place.
   *
   * @param names of the kinds measured
   * @param weight its share, above 0, of 1
   * @param differences what it differs in
   */
  record Share(String names, double weight, List<String> differences) {}

  private record Placed(Row row, OptionPoint point) {}

  private record Near(Ground ground, double distance, double weight) {}

  /** Everything measured in places that are alike. */
  private static final class Ground {
    private final Traits traits;
    private final TreeSet<String> kinds = new TreeSet<>();
    private final Map<ImageFormat, List<Placed>> rows = new java.util.EnumMap<>(ImageFormat.class);

    Ground(Traits traits) {
      this.traits = traits;
    }

    void add(Row row, SortedMap<String, String> options) {
      kinds.add(row.kind());
      rows.computeIfAbsent(row.format(), f -> new ArrayList<>())
          .add(new Placed(row, OptionPoint.of(options)));
    }

    /** The mean of the nearest, when several are equally near. */
    Said nearest(ImageFormat format, OptionPoint wanted) {
      double least = Double.MAX_VALUE;
      List<Costs.Weighed> nearest = new ArrayList<>();
      boolean encrypted = false;
      for (Placed each : rows.getOrDefault(format, anyRows())) {
        double distance = each.point().to(wanted);
        if (distance < least) {
          least = distance;
          nearest.clear();
          encrypted = !each.point().encryption().isEmpty();
        }
        if (distance == least) {
          nearest.add(new Costs.Weighed(each.row().costs(), 1));
        }
      }
      boolean exact = least == 0 && rows.containsKey(format);
      return new Said(Costs.mean(nearest), exact, exact, encrypted);
    }

    boolean knows(ImageFormat format, OptionPoint wanted) {
      return rows.getOrDefault(format, List.of()).stream()
          .anyMatch(each -> each.point().to(wanted) == 0);
    }

    private List<Placed> anyRows() {
      return rows.values().iterator().next();
    }
  }

  private final Map<Traits, Ground> grounds = new LinkedHashMap<>();

  /**
   * A table.
   *
   * @param kinds what each place measured is like
   * @param rows what was measured, each of one of the kinds
   */
  CostTable(Map<String, Traits> kinds, List<Row> rows) {
    if (rows.isEmpty()) {
      throw new IllegalArgumentException("a cost table needs at least one row");
    }
    rows.stream()
        .sorted(
            Comparator.comparing(Row::kind)
                .thenComparing(Row::format)
                .thenComparing(r -> r.options().toString()))
        .forEach(row -> add(row, kinds));
  }

  private void add(Row row, Map<String, Traits> kinds) {
    Traits traits = kinds.get(row.kind());
    if (traits == null) {
      throw new IllegalArgumentException("nothing says what " + row.kind() + " is like");
    }
    Traits place = seen(traits, row.options());
    grounds.computeIfAbsent(place, Ground::new).add(row, withoutNocow(row.options()));
  }

  /** What the table says of a way in a place like this; the same for the same question, always. */
  Said of(Traits traits, ImageFormat format, SortedMap<String, String> options) {
    OptionPoint wanted = OptionPoint.of(withoutNocow(options));
    List<Near> near = near(seen(traits, options), format);
    List<Near> knowing = near.stream().filter(n -> n.ground().knows(format, wanted)).toList();
    boolean known = knowing.size() == near.size();
    if (known || knowing.isEmpty()) {
      return said(near, format, wanted, known);
    }
    // Who has measured the very way says how it compares; all say how fast such a place is.
    Said said = said(knowing, format, wanted, false);
    Costs everywhere = said(near, ImageFormat.raw, PLAIN, false).costs();
    Costs there = said(knowing, ImageFormat.raw, PLAIN, false).costs();
    Costs costs = said.costs().timesSpeedsOf(everywhere, there);
    return new Said(costs, said.exact(), false, said.encrypted());
  }

  private static Said said(List<Near> near, ImageFormat format, OptionPoint wanted, boolean known) {
    List<Costs.Weighed> all = new ArrayList<>();
    boolean exact = true;
    boolean encrypted = true;
    for (Near one : near) {
      Said said = one.ground().nearest(format, wanted);
      all.add(new Costs.Weighed(said.costs(), one.weight()));
      exact &= said.exact() && one.distance() == 0;
      encrypted &= said.encrypted();
    }
    return new Said(Costs.mean(all), exact, known, encrypted);
  }

  /** Who speaks for a place, the most important first. */
  List<Share> speakers(Traits traits) {
    return near(traits, ImageFormat.raw).stream()
        .map(
            n ->
                new Share(
                    String.join(", ", n.ground().kinds),
                    n.weight(),
                    List.copyOf(traits.differences(n.ground().traits))))
        .sorted(Comparator.comparingDouble(s -> -s.weight()))
        .toList();
  }

  private List<Near> near(Traits traits, ImageFormat format) {
    List<Near> all = grounds.values().stream().map(g -> distanceTo(g, traits)).toList();
    List<Near> able = all.stream().filter(n -> n.ground().rows.containsKey(format)).toList();
    List<Near> from = able.isEmpty() ? all : able;
    double least = from.stream().mapToDouble(Near::distance).min().orElse(0);
    // A place that is just like it speaks alone.
    List<Near> near =
        from.stream()
            .filter(n -> least > 0 || n.distance() == 0)
            .map(n -> new Near(n.ground(), n.distance(), weight(least, n.distance())))
            .toList();
    double total = near.stream().mapToDouble(Near::weight).sum();
    return near.stream().map(n -> new Near(n.ground(), n.distance(), n.weight() / total)).toList();
  }

  private static Near distanceTo(Ground ground, Traits traits) {
    return new Near(ground, traits.to(ground.traits), 1);
  }

  private static double weight(double least, double distance) {
    return Math.exp((least - distance) / BREADTH);
  }

  private static Traits seen(Traits traits, SortedMap<String, String> options) {
    return Options.get(options, Options.NOCOW).equals("on") ? traits.nocow() : traits;
  }

  private static SortedMap<String, String> withoutNocow(SortedMap<String, String> options) {
    SortedMap<String, String> rest = new TreeMap<>(options);
    rest.remove(Options.NOCOW);
    return rest;
  }
}
