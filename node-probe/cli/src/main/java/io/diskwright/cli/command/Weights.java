package io.diskwright.cli.command;

import io.fabric8.kubernetes.api.model.IntOrString;
import org.jspecify.annotations.Nullable;

/** Tradeoffs as they are written. */
final class Weights {
  private Weights() {}

  /** The number or the name; empty when there is none. */
  static String text(@Nullable IntOrString weight) {
    if (weight == null) {
      return "";
    }
    return weight.getIntVal() == null ? weight.getStrVal() : weight.getIntVal().toString();
  }
}
