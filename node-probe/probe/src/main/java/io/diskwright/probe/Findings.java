package io.diskwright.probe;

import io.diskwright.libc.ErrnoException;
import io.diskwright.planner.Capability;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.Supplier;

/** Collects one answer to each capability. */
final class Findings {
  private final Map<Capability, Finding> byCapability = new EnumMap<>(Capability.class);

  /** Records an answer. */
  void put(Capability capability, Finding finding) {
    byCapability.put(capability, finding);
  }

  /**
   * Records what one more source says: the better source answers, the other is kept beside it. The
   * order in which they come does not matter, but for equals, where the first one wins.
   */
  void weigh(Capability capability, Finding finding) {
    byCapability.merge(capability, finding, Finding::weighedWith);
  }

  /**
   * Asks, and records the failure of the call as the answer it is.
   *
   * @param call as the evidence is to name it
   * @param ifAbsent what it means when the kernel says that it cannot
   */
  void ask(Capability capability, String call, String ifAbsent, Supplier<Finding> question) {
    put(capability, answer(call, ifAbsent, question));
  }

  private static Finding answer(String call, String ifAbsent, Supplier<Finding> question) {
    try {
      return question.get();
    } catch (ScratchUnavailable e) {
      return e.finding();
    } catch (ErrnoException e) {
      return Finding.failed(call, e, ifAbsent);
    }
  }

  /** The answer; never null after a whole probe. */
  Finding get(Capability capability) {
    Finding finding = byCapability.get(capability);
    if (finding == null) {
      throw new IllegalStateException(capability + " was not asked");
    }
    return finding;
  }
}
