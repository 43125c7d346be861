package io.diskwright.planner;

import java.util.Collections;
import java.util.Comparator;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A way to make an image, wherever it may lie.
 *
 * @param policy how much is allocated up front
 * @param format stored as what
 * @param options by QEMU's names, unmodifiable
 * @param complexity how many options differ from their defaults, other than the pre-allocation
 */
record Shape(
    AllocationPolicy policy,
    ImageFormat format,
    SortedMap<String, String> options,
    int complexity) {

  /** Simplest first: raw before qcow2 before the others, then fewer options. A total order. */
  static final Comparator<Shape> SIMPLEST =
      Comparator.comparing(Shape::format)
          .thenComparingInt(Shape::complexity)
          .thenComparing(Shape::policy)
          .thenComparing(s -> s.options().toString());

  Shape(AllocationPolicy policy, ImageFormat format, SortedMap<String, String> options) {
    this(policy, format, options, count(options));
  }

  private static int count(SortedMap<String, String> options) {
    SortedMap<String, String> special = Options.withoutDefaults(options);
    special.remove(Options.PREALLOCATION);
    special.remove(Options.SUBFORMAT);
    special.remove(Options.STATIC);
    if (!Options.get(options, Options.LV).equals(Options.RAID1)) {
      special.remove(Options.LV);
    }
    return special.size();
  }

  Candidate on(DeviceFacts device) {
    return new Candidate(device, policy, format, options);
  }

  Shape with(String option, String value) {
    return new Shape(policy, format, Options.with(options, option, value));
  }

  Shape without(String option) {
    SortedMap<String, String> fewer = new TreeMap<>(options);
    fewer.remove(option);
    return new Shape(policy, format, Collections.unmodifiableSortedMap(fewer));
  }

  String option(String name) {
    return Options.get(options, name);
  }
}
