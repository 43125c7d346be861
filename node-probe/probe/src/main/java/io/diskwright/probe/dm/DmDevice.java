package io.diskwright.probe.dm;

import java.util.List;

/**
 * A device-mapper device as the kernel describes it.
 *
 * @param name such as vg0-lv0
 * @param uuid as its maker set it, or empty
 * @param event number of events so far, such as a pool passing its mark
 * @param suspended whether its I/O is held back now
 * @param readOnly whether it cannot be written
 * @param targets its segments, in order
 */
public record DmDevice(
    String name,
    String uuid,
    int event,
    boolean suspended,
    boolean readOnly,
    List<DmTarget> targets) {
  /** The list is copied. */
  public DmDevice {
    targets = List.copyOf(targets);
  }

  /** The types of its targets, each once and sorted, such as {@code error+linear}. */
  public String types() {
    return String.join("+", targets.stream().map(DmTarget::type).distinct().sorted().toList());
  }
}
