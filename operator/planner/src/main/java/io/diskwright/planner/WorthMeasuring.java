package io.diskwright.planner;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Which ways of making images are worth measuring on a device: those that may be chosen there. */
public final class WorthMeasuring {
  private static final long SIZE = 10L << 30;
  private static final int FILL = 20;
  private static final int[] WEIGHTS = {0, 25, 50, 75, 100};

  private WorthMeasuring() {}

  /**
   * First those that everybody knows and asks about; then the ways that come nearest to the best
   * for somebody, whatever is weighed how; going by what is known without having measured the
   * device.
   *
   * @param device where; that it is full or not ready makes no difference
   * @param abilities what the makers of images can do
   * @param most how many at most
   */
  public static List<Candidate> on(DeviceFacts device, Abilities abilities, int most) {
    DeviceFacts open = opened(device);
    CostSource costs = ShippedCosts.load();
    Map<Shape, Double> behind = new LinkedHashMap<>();
    for (Demand demand : demands(abilities)) {
      Survey survey =
          new Survey(demand, abilities, List.of(open), d -> DeviceClass.of(d, abilities, costs));
      List<Assessed> able =
          survey.candidates().stream().filter(c -> c.rejection() == null).toList();
      if (!able.isEmpty()) {
        weigh(new Standing(able, demand.access()), able, behind);
      }
    }
    List<Map.Entry<Shape, Double>> order = new ArrayList<>(behind.entrySet());
    order.sort(
        Comparator.<Map.Entry<Shape, Double>, Boolean>comparing(e -> !usual(e.getKey()))
            .thenComparingDouble(Map.Entry::getValue)
            .thenComparing(Map.Entry::getKey, Shape.SIMPLEST));
    return order.stream().limit(most).map(e -> e.getKey().on(device)).toList();
  }

  /** Plain raw and qcow2, however much is allocated up front short of writing it. */
  private static boolean usual(Shape shape) {
    return shape.complexity() == 0 && !shape.option(Options.PREALLOCATION).equals("full");
  }

  private static void weigh(Standing standing, List<Assessed> able, Map<Shape, Double> behind) {
    for (int weight : WEIGHTS) {
      double best = able.stream().mapToDouble(c -> standing.share(c, weight, 0)).max().orElse(0);
      for (Assessed each : able) {
        behind.merge(each.way().shape(), best - standing.share(each, weight, 0), Math::min);
      }
    }
  }

  private static List<Demand> demands(Abilities abilities) {
    List<Demand> demands = new ArrayList<>();
    demands.add(demand(SecurityLevel.Off, Set.of()));
    demands.add(demand(SecurityLevel.Off, EnumSet.of(Feature.IncrementalBackup)));
    demands.add(demand(SecurityLevel.Off, EnumSet.of(Feature.Checksumming)));
    if (abilities.luks()) {
      demands.add(demand(SecurityLevel.High, Set.of()));
    }
    return demands;
  }

  private static Demand demand(SecurityLevel security, Set<Feature> requires) {
    return new Demand(
        "calibration",
        SIZE,
        50,
        0,
        security,
        requires,
        EnumSet.allOf(ImageFormat.class),
        Consumer.QEMU,
        Strategy.Measured,
        Access.Mixed,
        FILL,
        0,
        Placement.ANYWHERE);
  }

  /** The same device with room for everything, ready, and never measured. */
  private static DeviceFacts opened(DeviceFacts d) {
    return new DeviceFacts(
        d.name(),
        d.node(),
        d.pool(),
        d.labels(),
        d.target(),
        d.kind(),
        d.capabilities(),
        d.properties(),
        Long.MAX_VALUE / 4,
        Long.MAX_VALUE / 4,
        "",
        Map.of());
  }
}
