package io.diskwright.probe;

import io.diskwright.probe.dm.DmPaths;
import io.diskwright.probe.dm.DmTarget;
import io.diskwright.probe.dm.Integrity;
import io.diskwright.probe.dm.ThinPool;
import io.diskwright.probe.dm.Vdo;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What is wrong in the layers below a place. Pure. */
final class StackHealth {
  /** Percent of a thin pool's room from which on it is said; the highest one reached. */
  private static final List<Integer> MARKS = List.of(95, 85, 75);

  private StackHealth() {}

  /** Reasons of the condition Healthy, the worst first. */
  enum Fault {
    /** Something has failed or is missing. */
    Degraded,
    /** A thin pool is near its end. */
    ThinPoolFilling,
    /** What was lost is being made anew; it can be used meanwhile. */
    Resyncing
  }

  /** One thing that is wrong. */
  record Problem(Fault fault, String message) {}

  /** The worst reason, with all that is wrong; empty when nothing is. */
  static Optional<Verdict> verdict(Stack stack) {
    List<Problem> problems = problems(stack);
    return problems.stream()
        .map(Problem::fault)
        .min(Comparator.naturalOrder())
        .map(
            worst ->
                Verdict.no(
                    worst.name(),
                    String.join("; ", problems.stream().map(Problem::message).toList())
                        + advice(worst)));
  }

  private static String advice(Fault fault) {
    return switch (fault) {
      case Degraded -> "; replace what has failed";
      case ThinPoolFilling -> "; extend the pool, or delete what is not needed";
      case Resyncing -> "";
    };
  }

  static List<Problem> problems(Stack stack) {
    List<Problem> found = new ArrayList<>();
    for (Layer layer : stack.layers()) {
      array(layer, found);
      layer.targets(ThinPool::of).forEach(pool -> filling(layer.name(), pool, found));
      layer.targets(StackHealth::broken).forEach(what -> add(found, layer, what));
    }
    return found;
  }

  /** Why nothing new can be written to a thin pool below. */
  static Optional<String> full(Stack stack) {
    for (Layer layer : stack.layers()) {
      for (ThinPool pool : layer.targets(ThinPool::of)) {
        if (pool.full()) {
          return Optional.of(full(layer.name(), pool));
        }
      }
    }
    return Optional.empty();
  }

  static String full(String name, ThinPool pool) {
    String why =
        switch (pool.mode()) {
          case "out_of_data_space" -> "is out of data space";
          case "ro" -> "is read-only, as when its metadata is full";
          case "rw" -> "needs a check of its metadata";
          default -> "has failed";
        };
    return "the thin pool " + name + " " + why + " (" + used(pool) + ")";
  }

  private static String used(ThinPool pool) {
    return "data " + pool.dataPercent() + " %, metadata " + pool.metadataPercent() + " %";
  }

  private static void array(Layer layer, List<Problem> found) {
    ArrayState array = layer.array();
    if (array == null) {
      return;
    }
    String said = layer.name() + " (" + array.describe() + ")";
    for (String fault : array.faults()) {
      found.add(new Problem(Fault.Degraded, said + ": " + fault));
    }
    if (array.syncing()) {
      found.add(new Problem(Fault.Resyncing, said + " is being made whole; it can be used"));
    } else if (array.missing() > 0 && array.faults().isEmpty()) {
      found.add(new Problem(Fault.Degraded, said));
    }
  }

  /** A message for each mark, and the percent at the mark, so that it changes seldom. */
  private static void filling(String name, ThinPool pool, List<Problem> found) {
    int used = Math.max(pool.dataPercent(), pool.metadataPercent());
    for (int mark : MARKS) {
      if (used >= mark) {
        String what = pool.dataPercent() >= pool.metadataPercent() ? "data" : "metadata";
        String message =
            "the thin pool %s has used %d %% or more of its %s".formatted(name, mark, what);
        found.add(new Problem(Fault.ThinPoolFilling, message));
        return;
      }
    }
  }

  private static void add(List<Problem> found, Layer layer, String what) {
    found.add(new Problem(Fault.Degraded, layer.name() + " " + what));
  }

  private static @Nullable String broken(DmTarget target) {
    return switch (target.type()) {
      case "multipath" -> {
        DmPaths paths = DmPaths.of(target);
        yield paths == null || paths.failed() == 0
            ? null
            : "has lost " + paths.failed() + " of " + (paths.active() + paths.failed()) + " paths";
      }
      case "vdo" -> {
        Vdo vdo = Vdo.of(target);
        yield vdo == null || vdo.mode().equals("normal") ? null : "(vdo) is " + vdo.mode();
      }
      case "integrity" -> {
        Integrity integrity = Integrity.of(target);
        yield integrity == null || integrity.mismatches() == 0
            ? null
            : "has read " + integrity.mismatches() + " sectors with wrong checksums";
      }
      case "snapshot" ->
          target.status().startsWith("Invalid") || target.status().startsWith("Overflow")
              ? "(snapshot) is " + target.status()
              : null;
      case "verity" -> target.status().startsWith("C") ? "(verity) has read wrong data" : null;
      default ->
          target.status().equals("Fail") && !target.type().equals("thin-pool")
              ? "(" + target.type() + ") has failed"
              : null;
    };
  }
}
