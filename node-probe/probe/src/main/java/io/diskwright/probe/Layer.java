package io.diskwright.probe;

import io.diskwright.probe.dm.DmDevice;
import io.diskwright.probe.dm.DmTarget;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One layer and what is below it.
 *
 * @param type as {@link LayerTypes} spells it
 * @param transport how a disk is attached, or null
 * @param device its directory below /sys/devices, or null for what is no block device
 * @param below the layers directly below; several where disks are joined
 * @param gap why nothing is known below, or null when this is the bottom or all is known
 * @param array how the array is, or null when this is none or it could not be asked
 * @param dm what device-mapper says of it, or null when this is no such device or see doubt
 * @param claim what its maker calls it in dm/uuid when the kernel says otherwise, or null
 * @param doubt why the type of a device-mapper device is only guessed from dm/uuid, or null
 */
record Layer(
    String name,
    String type,
    @Nullable String transport,
    @Nullable Path device,
    List<Layer> below,
    @Nullable String gap,
    @Nullable ArrayState array,
    @Nullable DmDevice dm,
    @Nullable String claim,
    @Nullable String doubt) {
  /** Neither an array nor made by device-mapper. */
  Layer(
      String name,
      String type,
      @Nullable String transport,
      @Nullable Path device,
      List<Layer> below,
      @Nullable String gap) {
    this(name, type, transport, device, below, gap, null, null, null, null);
  }

  static Layer of(String name, String type, List<Layer> below) {
    return new Layer(name, type, null, null, below, null);
  }

  /** The same, as an array. */
  Layer withArray(@Nullable ArrayState state) {
    return new Layer(name, type, transport, device, below, gap, state, dm, claim, doubt);
  }

  /** What {@code read} makes of the targets of device-mapper, for those it understands. */
  <T> List<T> targets(Function<DmTarget, @Nullable T> read) {
    return dm == null
        ? List.of()
        : dm.targets().stream()
            .map(read)
            .filter(Objects::nonNull)
            .<T>map(Objects::requireNonNull)
            .toList();
  }

  /** Whether {@code read} understands every target and all fit. */
  <T> boolean everyTarget(Function<DmTarget, @Nullable T> read, Function<T, Boolean> fits) {
    List<T> understood = targets(read);
    return dm != null
        && !understood.isEmpty()
        && understood.size() == dm.targets().size()
        && understood.stream().allMatch(fits::apply);
  }
}
