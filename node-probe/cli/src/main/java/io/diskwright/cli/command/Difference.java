package io.diskwright.cli.command;

import io.diskwright.api.v1alpha1.BecauseEntry;
import io.diskwright.api.v1alpha1.Decision;
import io.diskwright.api.v1alpha1.ExpectedCosts;
import io.diskwright.cli.output.Bytes;
import io.diskwright.decision.DecisionResult;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** What another wish would change about a decision, in lines for people. */
final class Difference {
  private Difference() {}

  /**
   * The lines, without indentation.
   *
   * @param place what people call a device
   */
  static List<String> lines(
      DecisionResult before, DecisionResult after, Function<String, String> place) {
    return switch (after) {
      case DecisionResult.Refused refused -> List.of("refused: " + refused.message());
      case DecisionResult.Decided now ->
          before instanceof DecisionResult.Decided was
              ? decided(was.decision(), now.decision(), place)
              : List.of(
                  Ways.of(now.decision())
                      + " on "
                      + place.apply(now.decision().device())
                      + ", where it is refused now");
    };
  }

  private static List<String> decided(Decision was, Decision now, Function<String, String> place) {
    List<String> lines = new ArrayList<>();
    boolean sameWay = Ways.of(was).equals(Ways.of(now));
    boolean sameDevice = was.device().equals(now.device());
    String where =
        sameDevice
            ? ", on the same device"
            : ", on " + place.apply(now.device()) + " instead of " + place.apply(was.device());
    lines.add(
        sameWay && sameDevice
            ? "the same choice: " + Ways.of(now)
            : (sameWay ? "still " + Ways.of(now) : Ways.of(now) + " instead of " + Ways.of(was))
                + where);
    ExpectedCosts old = was.expected();
    ExpectedCosts fresh = now.expected();
    lines.add(
        "expected performance "
            + changed(Integer.toString(old.performance()), Integer.toString(fresh.performance()))
            + " of 1000");
    lines.add(
        "takes "
            + changed(Bytes.text(old.allocatedBytes()), Bytes.text(fresh.allocatedBytes()))
            + " now, at most "
            + changed(Bytes.text(old.maximumBytes()), Bytes.text(fresh.maximumBytes())));
    if (!sameWay || !sameDevice) {
      now.because().stream()
          .map(BecauseEntry::message)
          .limit(2)
          .forEach(because -> lines.add("because " + because));
    }
    return lines;
  }

  private static String changed(String before, String after) {
    return before.equals(after) ? after + " as before" : after + " instead of " + before;
  }
}
