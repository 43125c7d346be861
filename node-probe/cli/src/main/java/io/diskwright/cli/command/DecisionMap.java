package io.diskwright.cli.command;

import io.diskwright.api.v1alpha1.VmDiskImage;
import io.diskwright.cli.output.Failure;
import io.diskwright.decision.DecisionResult;
import io.diskwright.decision.Demands;
import io.diskwright.planner.Demand;
import io.diskwright.planner.SecurityLevel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * What would be chosen over a plane of wishes: performance from left to right, security or
 * redundancy from bottom to top.
 *
 * @param name of the image
 * @param axis what goes from bottom to top
 * @param columns weights of performance, ascending
 * @param rows values of the axis, the topmost first
 * @param choices what is chosen anywhere, in order of appearance
 * @param cells by row and column: the place in {@code choices}, -1 where it is refused
 * @param hereRow the image as it is now
 * @param hereColumn the column nearest to the image as it is now
 */
record DecisionMap(
    String name,
    Axis axis,
    List<Integer> columns,
    List<String> rows,
    List<String> choices,
    List<List<Integer>> cells,
    int hereRow,
    int hereColumn) {
  private static final int STEP = 5;

  /** What goes from bottom to top. */
  enum Axis {
    security,
    redundancy
  }

  /** Decides every cell by {@code decide}; {@code place} names devices. */
  static DecisionMap of(
      VmDiskImage image,
      Axis axis,
      Function<VmDiskImage, DecisionResult> decide,
      Function<String, String> place)
      throws Failure {
    List<Integer> columns =
        IntStream.rangeClosed(0, 100 / STEP).map(i -> i * STEP).boxed().toList();
    List<String> rows = rows(axis);
    List<String> choices = new ArrayList<>();
    List<List<Integer>> cells = new ArrayList<>();
    for (String row : rows) {
      List<Integer> line = new ArrayList<>();
      for (int performance : columns) {
        WhatIf wish =
            WhatIf.of("performance", Integer.toString(performance))
                .and(WhatIf.of(axis.name(), row));
        line.add(index(decide.apply(wish.applyTo(image)), choices, place));
      }
      cells.add(List.copyOf(line));
    }
    Demand now = Demands.of(image);
    int hereRow =
        switch (axis) {
          case security -> rows.indexOf(now.security().name());
          case redundancy -> rows.size() - 1 - Math.round(now.redundancy() / 10f);
        };
    return new DecisionMap(
        Demands.name(image),
        axis,
        columns,
        rows,
        List.copyOf(choices),
        List.copyOf(cells),
        hereRow,
        Math.round(now.performance() / (float) STEP));
  }

  private static List<String> rows(Axis axis) {
    return switch (axis) {
      case security -> Arrays.stream(SecurityLevel.values()).map(Enum::name).toList().reversed();
      case redundancy ->
          IntStream.rangeClosed(0, 10).map(i -> 100 - 10 * i).mapToObj(Integer::toString).toList();
    };
  }

  private static int index(
      DecisionResult result, List<String> choices, Function<String, String> place) {
    if (!(result instanceof DecisionResult.Decided decided)) {
      return -1;
    }
    String choice = Ways.of(decided.decision()) + " on " + place.apply(decided.decision().device());
    if (!choices.contains(choice)) {
      choices.add(choice);
    }
    return choices.indexOf(choice);
  }

  /** The letter of a choice, or a dot where nothing is to be had. */
  static String letter(int choice) {
    return choice < 0 ? "." : Character.toString(choice < 26 ? 'A' + choice : 'a' + choice % 26);
  }
}
