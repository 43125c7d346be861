package io.diskwright.probe.device;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one block device said of itself, and what it would not say.
 *
 * @param name as the stack calls it
 * @param facts the best source first
 */
public record DiskReport(String name, List<Fact> facts, List<Refusal> refusals) {
  /** The answer of the best source that gave one. */
  public @Nullable Fact best(Trait trait) {
    for (Fact fact : facts) {
      if (fact.trait() == trait) {
        return fact;
      }
    }
    return null;
  }

  /** The value of {@link #best}. */
  public @Nullable String value(Trait trait) {
    Fact fact = best(trait);
    return fact == null ? null : fact.value();
  }

  /** Every source's answer, the best first. */
  public List<Fact> all(Trait trait) {
    return facts.stream().filter(fact -> fact.trait() == trait).toList();
  }

  /** The questions about it that got no answer. */
  public List<Refusal> refusals(Trait trait) {
    return refusals.stream().filter(refusal -> refusal.about().contains(trait)).toList();
  }
}
