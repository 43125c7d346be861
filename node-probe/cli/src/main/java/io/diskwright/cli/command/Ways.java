package io.diskwright.cli.command;

import io.diskwright.api.v1alpha1.Decision;
import java.util.Map;
import java.util.stream.Collectors;

/** A way of making an image in few words. */
final class Ways {
  private Ways() {}

  /** Such as {@code Preallocated raw (preallocation=full)}. */
  static String of(Decision decision) {
    return decision.policy() + " " + decision.format() + " (" + options(decision.options()) + ")";
  }

  /** All options, as qemu-img takes them. */
  static String options(Map<String, String> options) {
    return options.entrySet().stream()
        .map(option -> option.getKey() + "=" + option.getValue())
        .collect(Collectors.joining(","));
  }
}
