package io.diskwright.probe.change;

import io.diskwright.probe.Whereabouts;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Which of the watched places are concerned by what was heard since the last time: of bounded size,
 * whatever is heard. Used by one thread.
 */
final class Pending {
  private List<Watched> targets = List.of();
  private Map<String, String> prints = new HashMap<>();
  private final Set<String> names = new HashSet<>();
  private boolean everything;
  private boolean mounts;
  private boolean resized;

  /** What is watched from now on; new places count as they are in {@code now}. */
  void targets(List<Watched> others, MountTable now) {
    targets = List.copyOf(others);
    Map<String, String> kept = new HashMap<>();
    for (Watched target : targets) {
      String print = now.at(path(target));
      Whereabouts where = target.where();
      if (!prints.containsKey(target.name())
          && where != null
          && !print.contains(" " + where.superblock() + " ")) {
        names.add(target.name()); // it changed after it was looked at
      }
      kept.put(target.name(), prints.getOrDefault(target.name(), print));
    }
    prints = kept;
    names.retainAll(kept.keySet());
  }

  /** A device changed: it matters to what lies on it, or on what is attached through it. */
  void device(Uevent event) {
    for (Watched target : targets) {
      if (concerns(event, target.where())) {
        names.add(target.name());
        resized |= event.resized();
      }
    }
  }

  private static boolean concerns(Uevent event, @Nullable Whereabouts at) {
    if (at == null || !at.complete()) {
      return event.subsystem().equals("block");
    }
    for (String device : at.devices()) {
      if (device.equals(event.path()) || device.startsWith(event.path() + "/")) {
        return true;
      }
    }
    return false;
  }

  /** Something about the devices of a driver changed, such as {@code md} or {@code dm-}. */
  void driver(String prefix) {
    for (Watched target : targets) {
      Whereabouts where = target.where();
      if (where == null
          || where.devices().stream().anyMatch(d -> d.startsWith(prefix, d.lastIndexOf('/') + 1))) {
        names.add(target.name());
      }
    }
  }

  /** Something about the mounts changed. */
  void mounts() {
    mounts = true;
  }

  /** Something about this place changed. */
  void place(String name) {
    names.add(name);
  }

  /** Messages were lost. */
  void everything() {
    everything = !targets.isEmpty();
  }

  boolean isEverything() {
    return everything;
  }

  boolean isEmpty() {
    return !everything && !mounts && names.isEmpty();
  }

  /** What is concerned; from then on nothing is. */
  Change take(Supplier<MountTable> now) {
    if (mounts || everything) {
      MountTable table = now.get();
      for (Watched target : targets) {
        String print = table.at(path(target));
        if (!Objects.equals(prints.put(target.name(), print), print)) {
          names.add(target.name());
        }
      }
    }
    Change change = new Change(everything, names, resized);
    names.clear();
    everything = false;
    mounts = false;
    resized = false;
    return change;
  }

  private static String path(Watched target) {
    Whereabouts where = target.where();
    if (where != null) {
      return where.path();
    }
    return target.directory() == null ? "/" : target.directory().toString();
  }
}
