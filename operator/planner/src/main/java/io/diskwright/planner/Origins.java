package io.diskwright.planner;

import io.diskwright.planner.Outcome.Because;
import java.util.List;
import java.util.Optional;

/** Says what becomes of the image that another one begins as a copy of. */
final class Origins {
  private Origins() {}

  static Optional<Because> of(Demand demand, Assessed chosen) {
    Origin origin = demand.origin();
    if (origin == null) {
      return Optional.empty();
    }
    String held = Words.bytes(origin.heldBytes());
    if (chosen.footprint().cloned()) {
      return Optional.of(
          new Because(
              Outcome.SOURCE_CLONED,
              chosen.device().name()
                  + " clones: the image shares the "
                  + held
                  + " of "
                  + origin.name()
                  + ", and nothing is copied",
              List.of("has/Cloning", "spec/source.image")));
    }
    String why =
        origin.whyNotCloned(
            chosen.candidate().policy(),
            chosen.candidate().format(),
            chosen.candidate().options(),
            chosen.device(),
            demand.sizeBytes());
    return Optional.of(
        new Because(
            "source-copied",
            "the " + held + " of " + origin.name() + " are copied, not shared: " + why,
            List.of("spec/source.image")));
  }
}
