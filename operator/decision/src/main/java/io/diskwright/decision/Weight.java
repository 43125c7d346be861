package io.diskwright.decision;

import io.fabric8.kubernetes.api.model.IntOrString;
import java.util.Map;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** A tradeoff as written, 0 to 100 or a name, and as a number. */
enum Weight {
  /** Performance against storage. */
  PERFORMANCE("MaximumPerformance", 50),
  /** Redundancy against storage. */
  REDUNDANCY("MaximumRedundancy", 0);

  private static final int FULL = 100;

  private final String most;
  private final int byDefault;

  Weight(String most, int byDefault) {
    this.most = most;
    this.byDefault = byDefault;
  }

  /** The weight, 0 to 100; empty when {@code written} is neither a number in range nor a name. */
  OptionalInt of(@Nullable IntOrString written) {
    if (written == null) {
      return OptionalInt.of(byDefault);
    }
    Integer number = written.getIntVal();
    if (number != null) {
      return number >= 0 && number <= FULL ? OptionalInt.of(number) : OptionalInt.empty();
    }
    Integer named =
        Map.of("MinimumStorage", 0, "Balanced", FULL / 2, most, FULL)
            .get(String.valueOf(written.getStrVal()));
    return named == null ? OptionalInt.empty() : OptionalInt.of(named);
  }

  /** What is wrong with {@code written}, which {@link #of} could not read. */
  String problem(IntOrString written) {
    Integer number = written.getIntVal();
    String shown =
        number != null ? number.toString() : Text.quote(String.valueOf(written.getStrVal()));
    return shown
        + " is not a weight; write a whole number from 0 to 100 without quotes, or MinimumStorage,"
        + " Balanced or "
        + most;
  }
}
