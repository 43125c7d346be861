package io.diskwright.planner;

import java.util.Collection;
import java.util.stream.Collectors;

/** How numbers and names are said to people. */
final class Words {
  private static final String[] UNITS = {"B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};

  private Words() {}

  /** Such as {@code 40 GiB} or {@code 1.5 MiB}. */
  static String bytes(long bytes) {
    double value = bytes;
    int unit = 0;
    while (value >= 1024 && unit < UNITS.length - 1) {
      value /= 1024;
      unit++;
    }
    boolean whole = value >= 100 || value == Math.rint(value);
    return (whole ? Long.toString(Math.round(value)) : tenths(value)) + " " + UNITS[unit];
  }

  /** Such as {@code 34,359,738,368 bytes (32 GiB)}. */
  static String exactBytes(long bytes) {
    return grouped(bytes) + " bytes (" + bytes(bytes) + ")";
  }

  /** Three digits that count, with separators: {@code 16,200}. */
  static String number(double value) {
    if (value < 10) {
      return tenths(value);
    }
    double unit = Math.pow(10, Math.max(0, Math.floor(Math.log10(value)) - 2));
    return grouped(Math.round(Math.rint(value / unit) * unit));
  }

  // Most of a decision's time would go into String.format.

  private static String tenths(double value) {
    long tenths = Math.round(10 * value);
    return tenths / 10 + "." + tenths % 10;
  }

  private static String grouped(long value) {
    StringBuilder digits = new StringBuilder(26).append(value);
    for (int i = digits.length() - 3; i > (value < 0 ? 1 : 0); i -= 3) {
      digits.insert(i, ',');
    }
    return digits.toString();
  }

  static String formats(Collection<ImageFormat> formats) {
    return formats.stream().sorted().map(Enum::name).collect(Collectors.joining(", "));
  }

  static String policy(AllocationPolicy policy) {
    return switch (policy) {
      case Thin -> "thin";
      case MetadataPreallocated -> "with pre-allocated metadata";
      case Preallocated -> "pre-allocated";
    };
  }

  /** Such as {@code qcow2 thin (cluster_size=16384)}. */
  static String shape(Shape shape) {
    var special = Options.withoutDefaults(shape.options());
    special.remove(Options.SUBFORMAT);
    special.remove(Options.STATIC);
    if (!"full".equals(special.get(Options.PREALLOCATION))) {
      special.remove(Options.PREALLOCATION);
    }
    String options =
        special.entrySet().stream()
            .map(e -> e.getKey() + "=" + e.getValue())
            .collect(Collectors.joining(", "));
    return shape.format()
        + " "
        + policy(shape.policy())
        + (options.isEmpty() ? "" : " (" + options + ")");
  }

  /** {@code has/X} or {@code lacks/X}, by the device's capability for a feature. */
  static String deviceUse(DeviceFacts device, Feature feature) {
    for (Capability capability : Capability.values()) {
      if (capability.name().equals(feature.name())) {
        return (device.has(capability) ? "has/" : "lacks/") + capability;
      }
    }
    return "spec/requires";
  }
}
