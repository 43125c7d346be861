package io.diskwright.probe;

/**
 * One part of a probe, asked with a time limit of its own. What it learns it puts into the
 * findings; what it opens belongs to the place, which is closed once nobody uses it any more.
 *
 * <p>A part may be run again after one of its questions hung: {@link Findings#ask} passes over what
 * has been answered.
 */
record Part(String name, Needs needs, Body body) {
  /** When there is a point in running it. */
  enum Needs {
    NOTHING,
    PLACE,
    /** Only to make up for a place that could not be opened. */
    NO_PLACE
  }

  /** The work. */
  @FunctionalInterface
  interface Body {
    void run(Findings out) throws ProbeException;
  }

  /** What a part that needs an open place does. */
  @FunctionalInterface
  interface AtPlace {
    void run(Place place, Findings out);
  }

  static Part at(String name, AtPlace body) {
    return new Part(name, Needs.PLACE, out -> body.run(out.openPlace(), out));
  }

  boolean fits(Findings out) {
    return switch (needs) {
      case NOTHING -> true;
      case PLACE -> out.place() != null;
      case NO_PLACE -> out.place() == null;
    };
  }
}
