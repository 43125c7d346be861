package io.diskwright.probe.change;

import java.util.Set;

/**
 * What may have changed since the last time.
 *
 * @param everything whether it may be any place: messages of the kernel were lost
 * @param names of the places it is otherwise
 * @param resized whether a block device has another size now, so that a file system may follow
 */
public record Change(boolean everything, Set<String> names, boolean resized) {
  /** The set is copied. */
  public Change {
    names = Set.copyOf(names);
  }

  /** Whether nothing has. */
  public boolean isEmpty() {
    return !everything && names.isEmpty();
  }
}
