package io.diskwright.planner;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Corrects what was measured and cannot be: it is noise. */
final class Plausible {
  private static final Comparator<Way> LEAST_RESERVED =
      Comparator.comparing((Way way) -> way.shape().policy()).thenComparing(Plausible::isWritten);

  private Plausible() {}

  /** The same ways, on one device, with speeds that are possible beside each other. */
  static List<Way> of(List<Way> ways) {
    return noFormatFasterThanItsFile(noneSlowerForBeingReserved(ways));
  }

  /** Space that is there already makes no write slower. */
  private static List<Way> noneSlowerForBeingReserved(List<Way> ways) {
    Map<Object, Way> fastest = new HashMap<>();
    List<Way> all = new ArrayList<>();
    for (Way way : ways.stream().sorted(LEAST_RESERVED).toList()) {
      Object key = withoutSpace(way.shape());
      boolean reserved = way.shape().policy() == AllocationPolicy.Preallocated;
      Way possible = reserved ? way.fastestOf(fastest.getOrDefault(key, way)) : way;
      fastest.merge(key, possible, Way::fastestOf);
      all.add(possible);
    }
    return all;
  }

  /** A format is a layer above a file, and not faster than a raw file allocated as its own is. */
  private static List<Way> noFormatFasterThanItsFile(List<Way> ways) {
    Map<String, Way> files = new HashMap<>();
    for (Way way : ways) {
      if (way.shape().format() == ImageFormat.raw && !Options.encrypted(way.shape().options())) {
        files.merge(fileOf(way.shape()), way, Way::fastestOf);
      }
    }
    return ways.stream()
        .map(way -> way.noFasterThan(files.getOrDefault(fileOf(way.shape()), way)))
        .toList();
  }

  /** How the file below an image is allocated: pre-allocated tables leave the data a hole. */
  private static String fileOf(Shape shape) {
    String allocated =
        shape.policy() != AllocationPolicy.Preallocated
            ? "off"
            : shape.option(Options.PREALLOCATION).equals("full") ? "full" : "falloc";
    return allocated + shape.options().getOrDefault(Options.NOCOW, "");
  }

  /** What two ways have in common that differ in the space they take up front. */
  private static Object withoutSpace(Shape shape) {
    SortedMap<String, String> rest = new TreeMap<>(shape.options());
    rest.remove(Options.PREALLOCATION);
    rest.remove(Options.EXTENT_SIZE_HINT);
    return List.of(shape.format(), rest);
  }

  private static boolean isWritten(Way way) {
    return way.shape().option(Options.PREALLOCATION).equals("full");
  }
}
