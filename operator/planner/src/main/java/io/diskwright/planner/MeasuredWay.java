package io.diskwright.planner;

import java.util.Arrays;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * One way of making an image, measured.
 *
 * @param format stored as what
 * @param options by QEMU's names, as a candidate has them
 * @param costs what was measured
 */
public record MeasuredWay(ImageFormat format, SortedMap<String, String> options, Costs costs) {

  /** Options at their defaults are left out: they are the same as none. */
  public MeasuredWay {
    options = Collections.unmodifiableSortedMap(Options.withoutDefaults(options));
  }

  /** Options as one word: {@code key=value;key=value}, sorted. */
  static String spell(SortedMap<String, String> options) {
    return String.join(
        ";", options.entrySet().stream().map(e -> e.getKey() + "=" + e.getValue()).toList());
  }

  /**
   * Reads what {@link #spell} writes.
   *
   * @param at where it stands, for messages
   * @throws IllegalArgumentException naming the option that is wrong
   */
  static SortedMap<String, String> options(String at, String text) {
    SortedMap<String, String> options = new TreeMap<>();
    for (String option : text.isEmpty() ? new String[0] : text.split(";", -1)) {
      int equals = option.indexOf('=');
      CostFigures.require(equals > 0, at + "option '" + option + "' is not of the form key=value");
      String name = option.substring(0, equals);
      CostFigures.require(
          options.isEmpty() || options.lastKey().compareTo(name) < 0,
          at + "option '" + name + "' is there twice or not in alphabetical order");
      options.put(name, option.substring(equals + 1));
    }
    return options;
  }

  /**
   * Reads the name of a format.
   *
   * @throws IllegalArgumentException when there is none of that name
   */
  static ImageFormat format(String at, String name) {
    return Arrays.stream(ImageFormat.values())
        .filter(f -> f.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException(at + "unknown format '" + name + "'"));
  }
}
