package io.diskwright.probe;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One layer and what is below it.
 *
 * @param type as {@link LayerTypes} spells it
 * @param transport how a disk is attached, or null
 * @param device its directory below /sys/devices, or null for what is no block device
 * @param below the layers directly below; several where disks are joined
 * @param gap why nothing is known below, or null when this is the bottom or all is known
 */
record Layer(
    String name,
    String type,
    @Nullable String transport,
    @Nullable Path device,
    List<Layer> below,
    @Nullable String gap) {
  static Layer of(String name, String type, List<Layer> below) {
    return new Layer(name, type, null, null, below, null);
  }
}
