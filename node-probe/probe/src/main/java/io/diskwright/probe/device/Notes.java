package io.diskwright.probe.device;

import io.diskwright.api.v1alpha1.EvidenceSource;
import io.diskwright.libc.Errno;
import io.diskwright.libc.ErrnoException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Takes down what one device answers, and what it does not. */
final class Notes {
  private static final int LONGEST = 80;

  private final String name;
  private final List<Fact> facts = new ArrayList<>();
  private final List<Refusal> refusals = new ArrayList<>();

  Notes(String name) {
    this.name = name;
  }

  /** A question, with what it does with the answer. */
  @FunctionalInterface
  interface Question {
    void ask() throws UnusableAnswerException;
  }

  /** Asks; a failure is taken down as what came of it. Returns whether there was an answer. */
  boolean ask(String call, Set<Trait> about, Question question) {
    try {
      question.ask();
      return true;
    } catch (ErrnoException e) {
      refused(about, call, e.errnoName(), "could not be asked: " + Errno.describe(e.errno()));
    } catch (UnusableAnswerException e) {
      refused(about, call, e.result(), e.getMessage());
    }
    return false;
  }

  void refused(Set<Trait> about, String call, String result, @Nullable String why) {
    refusals.add(new Refusal(EnumSet.copyOf(about), call, result, why == null ? result : why));
  }

  /** Takes down an answer. */
  void add(Trait trait, String value, EvidenceSource source, String call, String result) {
    facts.add(new Fact(trait, value, source, call, result));
  }

  /** Takes down a text unless it is empty. */
  void addText(Trait trait, String value, EvidenceSource source, String call) {
    if (!value.isEmpty()) {
      add(trait, value, source, call, value);
    }
  }

  /** Takes down a name of the disk, when it can tell it from others. */
  void addName(Trait trait, String value, EvidenceSource source, String call) {
    String why = trait == Trait.Wwn ? Names.whyNoWwn(value) : Names.whyNoSerial(value);
    if (why == null) {
      add(trait, value, source, call, value);
    } else {
      String shown = value.length() > LONGEST ? value.substring(0, LONGEST) : value;
      refused(Set.of(trait), call, shown.isEmpty() ? "empty" : shown, why);
    }
  }

  /** Whether there is an answer already. */
  boolean has(Trait trait) {
    return facts.stream().anyMatch(fact -> fact.trait() == trait);
  }

  /** Whether that source has given an answer already. */
  boolean has(Trait trait, EvidenceSource source) {
    return facts.stream().anyMatch(fact -> fact.trait() == trait && fact.source() == source);
  }

  /** Takes answers back; returns whether there were any. */
  boolean drop(Trait trait) {
    return facts.removeIf(fact -> fact.trait() == trait);
  }

  /** The number taken down for that trait so far, from whatever source; 0 when there is none. */
  long number(Trait trait) {
    for (Fact fact : facts) {
      if (fact.trait() == trait) {
        return fact.number(0);
      }
    }
    return 0;
  }

  /** All of it; calls go before sysfs, otherwise what was asked first. */
  DiskReport report() {
    List<Fact> sorted = new ArrayList<>(facts);
    sorted.sort(Comparator.comparing(fact -> fact.source() != EvidenceSource.SystemCall));
    return new DiskReport(name, List.copyOf(sorted), List.copyOf(refusals));
  }
}
