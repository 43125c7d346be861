package io.diskwright.planner;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** What speaks for one candidate against another, with numbers. */
final class Comparison {
  /** Less than noise: not worth a word. */
  private static final double NOTEWORTHY = 1.06;

  /**
   * One difference.
   *
   * @param what is compared, such as {@code first random writes}
   * @param unit such as {@code IOPS}, with a space before it; empty where the value names it
   * @param better the better value
   * @param worse the worse value
   * @param ratio how many times better, above one
   * @param ofSpeed whether it is about performance, and not about storage
   */
  record Difference(
      String what, String unit, double better, double worse, double ratio, boolean ofSpeed) {

    /** Such as {@code half the first random writes: 7,800 against 16,000 IOPS}. */
    String asDrawback() {
      String amount =
          ofSpeed ? fraction(ratio) + " the speed of " + what : times(ratio) + " " + what;
      return amount + ": " + said(worse) + " against " + said(better) + unit;
    }

    /** Such as {@code first random writes 16,000 IOPS against 7,800}. */
    String asAdvantage() {
      return what + " " + said(better) + unit + " against " + said(worse);
    }

    private String said(double value) {
      return ofSpeed ? Words.number(value) : Words.bytes((long) value);
    }

    private static String fraction(double ratio) {
      int parts = (int) Math.rint(ratio);
      boolean simple = parts >= 2 && parts <= 10 && Math.abs(ratio - parts) < 0.08 * parts;
      String[] names = {
        "half",
        "a third of",
        "a quarter of",
        "a fifth of",
        "a sixth of",
        "a seventh of",
        "an eighth of",
        "a ninth of",
        "a tenth of"
      };
      return simple ? names[parts - 2] : Math.max(1, Math.round(100 / ratio)) + " % of";
    }

    private static String times(double ratio) {
      if (ratio < 1.95) {
        return Math.round(100 * (ratio - 1)) + " % more";
      }
      return ratio < 2.05 ? "twice the" : Words.number(ratio) + " times the";
    }
  }

  private Comparison() {}

  /**
   * What speaks most for {@code better} against {@code worse}, seen with the demand's weights;
   * empty when nothing measured does.
   */
  static Optional<Difference> main(Assessed better, Assessed worse, Demand demand) {
    double speed = demand.performance();
    double space = 100.0 - demand.performance();
    return all(better, worse, demand.access()).stream()
        .max(
            Comparator.comparingDouble(
                d -> (1e-3 + (d.ofSpeed() ? speed : space)) * Math.log(d.ratio())));
  }

  private static List<Difference> all(Assessed better, Assessed worse, Access access) {
    List<Difference> found = new ArrayList<>();
    Costs b = better.way().costs();
    Costs w = worse.way().costs();
    if (access != Access.Sequential) {
      speed(found, "first random writes", " IOPS", b.firstWriteIops(), w.firstWriteIops());
      speed(found, "random overwrites", " IOPS", b.overwriteIops(), w.overwriteIops());
      speed(found, "random reads", " IOPS", b.randomReadIops(), w.randomReadIops());
    }
    if (access != Access.Random) {
      double mb = b.sequentialWriteMiBps();
      speed(found, "sequential writes", " MiB/s", mb, w.sequentialWriteMiBps());
    }
    if (better.performance() <= worse.performance()) {
      found.clear();
    }
    double small = Math.max(1 << 20, better.footprint().lifeBytes());
    double large = Math.max(1 << 20, worse.footprint().lifeBytes());
    if (better.footprint().storage() < worse.footprint().storage() && large > small) {
      found.add(
          new Difference(
              "space over its expected life",
              "",
              better.footprint().lifeBytes(),
              worse.footprint().lifeBytes(),
              large / small,
              false));
    }
    return found;
  }

  private static void speed(
      List<Difference> found, String what, String unit, double better, double worse) {
    double ratio = better / worse;
    if (ratio >= NOTEWORTHY) {
      found.add(new Difference(what, unit, better, worse, ratio, true));
    }
  }
}
