package io.diskwright.probe.device;

import io.diskwright.api.v1alpha1.EvidenceSource;
import java.util.Set;

/**
 * A question that got no answer.
 *
 * @param about what it would have answered
 * @param call what was asked
 * @param result what came back, such as EPERM
 * @param detail for people
 */
public record Refusal(Set<Trait> about, String call, String result, String detail) {
  /** The device itself, or sysfs. */
  EvidenceSource source() {
    return call.startsWith("/sys/") ? EvidenceSource.Sysfs : EvidenceSource.SystemCall;
  }
}
