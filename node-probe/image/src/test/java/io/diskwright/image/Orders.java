package io.diskwright.image;

import io.diskwright.planner.AllocationPolicy;
import io.diskwright.planner.ImageFormat;
import java.nio.file.Path;
import java.util.TreeMap;
import java.util.UUID;

/** Orders for tests. */
final class Orders {
  static final long MIB = 1L << 20;

  private Orders() {}

  /** A new image; {@code options} are name, value, name, value. */
  static ImageOrder order(
      Path pool, ImageFormat format, AllocationPolicy policy, long size, String... options) {
    return order(UUID.randomUUID().toString(), pool, format, policy, size, options);
  }

  static ImageOrder order(
      String uid,
      Path pool,
      ImageFormat format,
      AllocationPolicy policy,
      long size,
      String... options) {
    TreeMap<String, String> named = new TreeMap<>();
    named.put(
        "preallocation",
        switch (policy) {
          case Thin -> "off";
          case MetadataPreallocated -> "metadata";
          case Preallocated -> "falloc";
        });
    for (int i = 0; i < options.length; i += 2) {
      named.put(options[i], options[i + 1]);
    }
    return new ImageOrder(uid, pool, PlaceIdentity.UNKNOWN, size, policy, format, named);
  }

  static ImageOrder raw(Path pool, AllocationPolicy policy, long size, String... options) {
    return order(pool, ImageFormat.raw, policy, size, options);
  }

  /** Known by its file system alone. */
  static PlaceIdentity on(String filesystem) {
    return new PlaceIdentity(filesystem, "", "");
  }

  static ImageOrder on(String filesystem, ImageOrder order) {
    return on(on(filesystem), order);
  }

  static ImageOrder on(PlaceIdentity place, ImageOrder order) {
    return new ImageOrder(
        order.uid(),
        order.pool(),
        place,
        order.sizeBytes(),
        order.policy(),
        order.format(),
        order.options());
  }
}
