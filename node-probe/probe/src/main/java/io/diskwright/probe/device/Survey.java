package io.diskwright.probe.device;

import io.diskwright.api.v1alpha1.EvidenceSource;
import io.diskwright.api.v1alpha1.Observation;
import io.diskwright.planner.CapabilityState;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * What several disks say of one trait.
 *
 * @param best each disk's best answer
 * @param rest what other sources said of the same disks
 * @param silent the disks of which no source says anything
 * @param refusals the questions that got no answer, whether another source gave it or not
 */
public record Survey(List<Said> best, List<Said> rest, List<String> silent, List<Unsaid> refusals) {
  private static final int LONGEST = 240;

  /** A disk's answer. */
  public record Said(String disk, Fact fact) {}

  /** A disk's silence. */
  public record Unsaid(String disk, Refusal refusal) {}

  static Survey of(Trait trait, List<DiskReport> disks) {
    List<Said> best = new ArrayList<>();
    List<Said> rest = new ArrayList<>();
    List<String> silent = new ArrayList<>();
    List<Unsaid> refusals = new ArrayList<>();
    for (DiskReport disk : disks) {
      List<Fact> all = disk.all(trait);
      if (all.isEmpty()) {
        silent.add(disk.name());
      }
      for (int i = 0; i < all.size(); i++) {
        (i == 0 ? best : rest).add(new Said(disk.name(), all.get(i)));
      }
      disk.refusals(trait).forEach(refusal -> refusals.add(new Unsaid(disk.name(), refusal)));
    }
    return new Survey(
        List.copyOf(best), List.copyOf(rest), List.copyOf(silent), List.copyOf(refusals));
  }

  /** Whether every disk says it, and there is one. */
  public boolean complete() {
    return silent.isEmpty() && !best.isEmpty();
  }

  /** Whether every disk says exactly that. */
  public boolean every(String value) {
    return complete() && best.stream().allMatch(said -> said.fact.value().equals(value));
  }

  /** The calls that gave the best answers. */
  public String call() {
    Set<String> calls = new LinkedHashSet<>();
    best.forEach(said -> calls.add(said.fact.call()));
    return String.join(" + ", calls);
  }

  /** What came back, disk by disk. */
  public String result() {
    List<String> each = new ArrayList<>();
    best.forEach(said -> each.add(said.disk + ": " + said.fact.result()));
    return joined(each);
  }

  /** Sysfs only when no disk spoke for itself. */
  public EvidenceSource source() {
    return best.stream().anyMatch(said -> said.fact.source() == EvidenceSource.SystemCall)
        ? EvidenceSource.SystemCall
        : EvidenceSource.Sysfs;
  }

  /** The different values, sorted; none when no disk says any. */
  public List<String> values() {
    return best.stream().map(said -> said.fact.value()).distinct().sorted().toList();
  }

  /** What the best sources said, each call once for all disks. */
  public List<Observation> answers(Function<String, CapabilityState> meaning) {
    return observations(best, meaning);
  }

  /** What was said beside the best answers, and what could not be asked. */
  public List<Observation> others(Function<String, CapabilityState> meaning) {
    List<Observation> all = new ArrayList<>(observations(rest, meaning));
    Map<String, List<Unsaid>> byCall = new LinkedHashMap<>();
    for (Unsaid one : refusals) {
      byCall
          .computeIfAbsent(one.refusal.call() + "\0" + one.refusal.detail(), k -> new ArrayList<>())
          .add(one);
    }
    for (List<Unsaid> same : byCall.values()) {
      Refusal first = same.getFirst().refusal;
      List<String> each = same.stream().map(one -> one.disk + ": " + one.refusal.result()).toList();
      all.add(
          new Observation(
              first.source(), first.call(), joined(each), CapabilityState.Unknown, first.detail()));
    }
    return List.copyOf(all);
  }

  private static List<Observation> observations(
      List<Said> facts, Function<String, CapabilityState> meaning) {
    Map<String, List<Said>> byCall = new LinkedHashMap<>();
    for (Said said : facts) {
      byCall
          .computeIfAbsent(said.fact.call() + "\0" + said.fact.value(), k -> new ArrayList<>())
          .add(said);
    }
    List<Observation> all = new ArrayList<>();
    for (List<Said> same : byCall.values()) {
      Fact first = same.getFirst().fact;
      List<String> each = same.stream().map(said -> said.disk + ": " + said.fact.result()).toList();
      all.add(
          new Observation(
              first.source(), first.call(), joined(each), meaning.apply(first.value()), null));
    }
    return all;
  }

  private static String joined(List<String> each) {
    String all = String.join(", ", each);
    return all.length() > LONGEST ? all.substring(0, LONGEST - 1) + "…" : all;
  }
}
