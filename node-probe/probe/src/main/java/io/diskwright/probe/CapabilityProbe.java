package io.diskwright.probe;

/** Asks about one family of capabilities. */
interface CapabilityProbe {
  /** Puts exactly one answer for each capability of the family; throws for none of them. */
  void ask(Place place, Findings out);
}
