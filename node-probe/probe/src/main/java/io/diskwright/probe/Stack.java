package io.diskwright.probe;

import io.diskwright.api.v1alpha1.StackLayer;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Everything below a place.
 *
 * @param top the file system itself
 */
record Stack(Layer top) {
  /** Only the file system itself is known. */
  static Stack unseen(String type, String why) {
    return new Stack(new Layer(type, LayerTypes.FILESYSTEM, null, null, List.of(), why));
  }

  /** Bottom first, each layer once. */
  List<Layer> layers() {
    Set<Layer> ordered = new LinkedHashSet<>();
    collect(top, ordered);
    return new ArrayList<>(ordered);
  }

  private static void collect(Layer layer, Set<Layer> into) {
    layer.below().forEach(below -> collect(below, into));
    into.add(layer);
  }

  /** As published. */
  List<StackLayer> published() {
    return layers().stream()
        .map(layer -> new StackLayer(layer.name(), layer.type(), layer.transport()))
        .toList();
  }

  /** Whether a layer of that type is anywhere. */
  boolean has(String type) {
    return layers().stream().anyMatch(layer -> layer.type().equals(type));
  }

  /** What has nothing below: disks, mostly. Of the paths to one disk only the first. */
  List<Layer> leaves() {
    Set<Layer> leaves = new LinkedHashSet<>();
    leaves(top, leaves);
    return List.copyOf(leaves);
  }

  private static void leaves(Layer layer, Set<Layer> into) {
    if (layer.below().isEmpty()) {
      into.add(layer);
    } else if (layer.type().equals(LayerTypes.MULTIPATH)) {
      leaves(layer.below().getFirst(), into);
    } else {
      layer.below().forEach(below -> leaves(below, into));
    }
  }

  /** The first layer that fits on any way down, the topmost first; or null. */
  @Nullable Layer first(Predicate<Layer> fits) {
    return layers().reversed().stream().filter(fits).findFirst().orElse(null);
  }

  /** Whether every way down passes a layer that fits: one leak is enough to lose it. */
  boolean everyWayPasses(Predicate<Layer> fits) {
    return everyWayPasses(top, fits);
  }

  private static boolean everyWayPasses(Layer layer, Predicate<Layer> fits) {
    return fits.test(layer)
        || !layer.below().isEmpty()
            && layer.below().stream().allMatch(below -> everyWayPasses(below, fits));
  }

  /** How several disks are one: the level of the lowest array, or what kind of layer it is. */
  Optional<String> raidLevel() {
    return layers().stream()
        .filter(layer -> LayerTypes.raid(layer.type()))
        .findFirst()
        .map(layer -> layer.array() == null ? layer.type() : layer.array().level());
  }

  /** Why some of it could not be seen; null when all of it was. */
  @Nullable String gap() {
    return layers().stream().map(Layer::gap).filter(Objects::nonNull).findFirst().orElse(null);
  }

  /** Bottom to top, for people: {@code vda < ext4 < loop0 < xfs}. */
  String describe() {
    List<String> names = layers().stream().map(Layer::name).toList();
    return String.join(" < ", names);
  }
}
