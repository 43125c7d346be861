package io.diskwright.planner;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The costs known for devices that are alike: what was measured on them, and for the rest what was
 * measured in places like them, made as fast as this one is.
 */
final class DeviceCosts {
  /**
   * Share of its speed that a format keeps when it encrypts, where no encrypted image was measured:
   * an assumption on the safe side.
   */
  private static final double LUKS_SPEED = 0.6;

  /** What was not measured everywhere has to promise this much more than what was. */
  private static final double UNMEASURED = 0.8;

  private final CostTable shipped;
  private final Traits traits;
  private final @Nullable CostTable own;
  private final List<MeasuredWay> ways;
  private final String origin;

  /**
   * Costs.
   *
   * @param shipped measured elsewhere
   * @param traits what the device is like
   * @param ways measured on this very device; none when it was not calibrated
   */
  DeviceCosts(CostTable shipped, Traits traits, List<MeasuredWay> ways) {
    this.shipped = shipped;
    this.traits = traits;
    this.ways = ways;
    this.own = ways.isEmpty() ? null : ofOne(traits, ways);
    this.origin =
        own == null ? shipped(shipped, traits) : "costs were measured on this very device";
  }

  private static CostTable ofOne(Traits traits, List<MeasuredWay> ways) {
    String kind = "own";
    return new CostTable(
        java.util.Map.of(kind, traits),
        ways.stream()
            .map(w -> new CostTable.Row(kind, w.format(), w.options(), w.costs()))
            .toList());
  }

  /** The costs of one way of making images, of the nearest measured where it was not itself. */
  Costs of(Shape shape) {
    if (own == null) {
      CostTable.Said said = shipped(shape);
      return withLuks(said, shape).timesSpeed(said.known() ? 1 : UNMEASURED);
    }
    CostTable.Said said = own.of(traits, shape.format(), shape.options());
    return said.exact() ? said.costs() : pace(shape).timesSpeed(UNMEASURED);
  }

  /** What is shipped for a way, as much faster as the ways measured here are, the nearest most. */
  private Costs pace(Shape shape) {
    Costs there = withLuks(shipped(shape), shape);
    OptionPoint wanted = OptionPoint.of(shape.options());
    List<Costs.Weighed> ratios = new ArrayList<>();
    for (MeasuredWay way : ways) {
      Costs known = shipped.of(traits, way.format(), way.options()).costs();
      Costs mine = way.costs();
      double apart =
          OptionPoint.of(way.options()).to(wanted) + (way.format() == shape.format() ? 0 : 64);
      Costs ratio =
          mine.timesSpeeds(
              1 / known.firstWriteIops(),
              1 / known.overwriteIops(),
              1 / known.randomReadIops(),
              1 / known.sequentialWriteMiBps());
      ratios.add(new Costs.Weighed(ratio, 1 / (1 + apart / 16)));
    }
    Costs ratio = Costs.mean(ratios);
    return there.timesSpeeds(
        ratio.firstWriteIops(),
        ratio.overwriteIops(),
        ratio.randomReadIops(),
        ratio.sequentialWriteMiBps());
  }

  private CostTable.Said shipped(Shape shape) {
    return shipped.of(traits, shape.format(), shape.options());
  }

  /** What was said of a way, made slower when it encrypts and only plain ones were measured. */
  private static Costs withLuks(CostTable.Said said, Shape shape) {
    boolean encrypted = Options.encrypted(shape.options());
    return encrypted && !said.encrypted() ? said.costs().timesSpeed(LUKS_SPEED) : said.costs();
  }

  /** Where they come from. */
  Confidence confidence() {
    return own == null ? Confidence.Shipped : Confidence.Calibrated;
  }

  /** Where they come from, in a sentence. */
  String origin() {
    return origin;
  }

  private static String shipped(CostTable shipped, Traits traits) {
    List<CostTable.Share> speakers = shipped.speakers(traits);
    CostTable.Share first = speakers.getFirst();
    if (first.differences().isEmpty()) {
      return "costs are those measured on " + first.names() + " and shipped; not on this device";
    }
    return "no costs of a place like this are known; those of "
        + String.join(" and ", speakers.stream().limit(3).map(DeviceCosts::share).toList())
        + " stand in, until diskwright calibrate has measured it";
  }

  private static String share(CostTable.Share speaker) {
    return String.format(
        Locale.ROOT,
        "%s (%.0f %%; differs in %s)",
        speaker.names(),
        100 * speaker.weight(),
        String.join(", ", speaker.differences()));
  }
}
