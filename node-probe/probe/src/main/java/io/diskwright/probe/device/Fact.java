package io.diskwright.probe.device;

import io.diskwright.api.v1alpha1.EvidenceSource;

/**
 * One answer to one question.
 *
 * @param value as {@link Trait} spells it
 * @param source the device itself by a call, or sysfs
 * @param call what was asked
 * @param result what came back
 */
public record Fact(Trait trait, String value, EvidenceSource source, String call, String result) {
  /** The value as a number, or {@code otherwise} when it is none. */
  public long number(long otherwise) {
    try {
      return Long.parseLong(value);
    } catch (NumberFormatException e) {
      return otherwise;
    }
  }
}
