package io.diskwright.image.calibration;

import io.diskwright.planner.Candidate;
import io.diskwright.planner.Costs;
import io.diskwright.planner.MeasuredWay;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The repeats of all ways, and what comes out of them: medians, and how far they lie apart. */
final class Rounds {
  /** Neighbours in time, which suffer the same disturbance. */
  private static final int BATCH = 12;

  /** With fewer repeats, the pace of a batch cannot be told from what was measured in it. */
  private static final int FEWEST_TO_POLISH = 3;

  private static final int SPEEDS = 4;

  private final List<Run> runs = new ArrayList<>();

  private record Run(int way, int batch, Sample sample) {}

  /** Takes in a repeat of the way with that number. */
  void add(int way, Sample sample) {
    runs.add(new Run(way, runs.size() / BATCH, sample));
  }

  /** How many repeats a way has. */
  int repeats(int way) {
    return (int) runs.stream().filter(run -> run.way == way).count();
  }

  private Sample.@Nullable Space space(int way) {
    return runs.stream()
        .filter(run -> run.way == way)
        .map(run -> run.sample.space())
        .filter(Objects::nonNull)
        .findFirst()
        .orElse(null);
  }

  /** Whether the space of a way still has to be looked at. */
  boolean lacksSpace(int way) {
    return space(way) == null;
  }

  /**
   * What the ways with these numbers cost.
   *
   * @param all every way, by its number
   * @param kept numbers of ways with at least one repeat, the space among it
   */
  List<MeasuredWay> results(List<Candidate> all, List<Integer> kept, long imageBytes) {
    List<Run> counted = runs.stream().filter(run -> kept.contains(run.way)).toList();
    boolean polish = kept.stream().allMatch(way -> repeats(way) >= FEWEST_TO_POLISH);
    int[] things = counted.stream().mapToInt(run -> kept.indexOf(run.way)).toArray();
    int[] batches = counted.stream().mapToInt(run -> run.batch).toArray();
    double[][] speeds = new double[SPEEDS][];
    for (int i = 0; i < SPEEDS; i++) {
      int speed = i;
      double[] raw = counted.stream().mapToDouble(run -> run.sample.speeds()[speed]).toArray();
      speeds[i] = polish ? Polish.paceless(things, batches, raw) : raw;
    }
    List<MeasuredWay> results = new ArrayList<>();
    for (int thing = 0; thing < kept.size(); thing++) {
      Candidate way = all.get(kept.get(thing));
      Costs costs = costs(kept.get(thing), thing, things, speeds, imageBytes);
      results.add(new MeasuredWay(way.format(), way.options(), costs));
    }
    return results;
  }

  private Costs costs(int way, int thing, int[] things, double[][] speeds, long imageBytes) {
    double[] middle = new double[SPEEDS];
    double apart = 0;
    for (int i = 0; i < SPEEDS; i++) {
      double[] own = own(thing, things, speeds[i]);
      middle[i] = Polish.median(own);
      double[] sorted = own.clone();
      Arrays.sort(sorted);
      apart += (sorted[sorted.length - 1] - sorted[0]) / (2 * middle[i]);
    }
    double[] millis =
        runs.stream()
            .filter(run -> run.way == way)
            .mapToDouble(run -> run.sample.createMillis())
            .toArray();
    Sample.Space space = Objects.requireNonNull(space(way));
    return new Costs(
        imageBytes,
        middle[0],
        middle[1],
        middle[2],
        middle[3],
        space.created(),
        space.randomWritten(),
        space.randomAllocated(),
        space.sequentialWritten(),
        space.sequentialAllocated(),
        Polish.median(millis),
        apart / SPEEDS);
  }

  private static double[] own(int thing, int[] things, double[] values) {
    double[] own = new double[values.length];
    int count = 0;
    for (int i = 0; i < values.length; i++) {
      if (things[i] == thing) {
        own[count++] = values[i];
      }
    }
    return Arrays.copyOf(own, count);
  }
}
