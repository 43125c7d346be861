package io.diskwright.planner;

import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Names of a candidate's options, and what each means when it is not there. */
final class Options {
  static final String PREALLOCATION = "preallocation";
  static final String CLUSTER_SIZE = "cluster_size";
  static final String EXTENDED_L2 = "extended_l2";
  static final String LAZY_REFCOUNTS = "lazy_refcounts";
  static final String COMPRESSION_TYPE = "compression_type";
  static final String NOCOW = "nocow";
  static final String EXTENT_SIZE_HINT = "extent_size_hint";
  static final String SUBFORMAT = "subformat";
  static final String STATIC = "static";
  static final String ENCRYPT_FORMAT = "encrypt.format";

  /** Ours, not QEMU's: bytes allocated up front, when less than the whole. */
  static final String PREALLOCATED_BYTES = "preallocatedBytes";

  /** Ours: which kind of logical volume; {@link #THIN}, {@link #THICK} or {@link #RAID1}. */
  static final String LV = "lv";

  static final String THIN = "thin";
  static final String THICK = "thick";
  static final String RAID1 = "raid1";

  private static final Map<String, String> DEFAULTS =
      Map.of(
          PREALLOCATION, "off",
          CLUSTER_SIZE, "65536",
          EXTENDED_L2, "off",
          LAZY_REFCOUNTS, "off",
          COMPRESSION_TYPE, "zlib",
          NOCOW, "off",
          EXTENT_SIZE_HINT, "0",
          STATIC, "off");

  private Options() {}

  /** The option's value, its default when it is not there, empty when it has none. */
  static String get(Map<String, String> options, String name) {
    String value = options.get(name);
    return value != null ? value : DEFAULTS.getOrDefault(name, "");
  }

  /** Whether the image is encrypted by its own format. */
  static boolean encrypted(Map<String, String> options) {
    return options.containsKey(ENCRYPT_FORMAT);
  }

  /** Unmodifiable options from name, value, name, value... */
  static SortedMap<String, String> of(String... namesAndValues) {
    SortedMap<String, String> options = new TreeMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      options.put(namesAndValues[i], namesAndValues[i + 1]);
    }
    return Collections.unmodifiableSortedMap(options);
  }

  /** The same options and one more. */
  static SortedMap<String, String> with(Map<String, String> options, String name, String value) {
    SortedMap<String, String> more = new TreeMap<>(options);
    more.put(name, value);
    return Collections.unmodifiableSortedMap(more);
  }

  /** The options that differ from their defaults. */
  static SortedMap<String, String> withoutDefaults(Map<String, String> options) {
    SortedMap<String, String> special = new TreeMap<>(options);
    special.entrySet().removeIf(e -> e.getValue().equals(DEFAULTS.get(e.getKey())));
    return special;
  }
}
