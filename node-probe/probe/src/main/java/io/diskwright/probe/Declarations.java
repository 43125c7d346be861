package io.diskwright.probe;

import io.diskwright.api.v1alpha1.DeclaredCapability;
import io.diskwright.api.v1alpha1.Evidence;
import io.diskwright.api.v1alpha1.EvidenceSource;
import io.diskwright.planner.Capability;
import io.diskwright.planner.CapabilityState;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * Joins what the probe found with what was declared.
 *
 * <ul>
 *   <li>What could not be asked is filled in by the declaration.
 *   <li>What a call showed stays, and a declaration that contradicts it is named in the evidence.
 *   <li>Except: for the capabilities that an array keeps to itself, the probe's "absent" only means
 *       "not seen from this node"; there the declaration counts, and the evidence keeps what was
 *       seen. Memory has nothing below it, so there it does not.
 * </ul>
 */
final class Declarations {
  /** What may be there below everything that this node can see. */
  private static final Set<Capability> BELOW_SIGHT =
      EnumSet.of(
          Capability.Checksumming,
          Capability.Compression,
          Capability.Deduplication,
          Capability.Encryption,
          Capability.PowerLossProtection,
          Capability.Redundancy,
          Capability.Snapshotting);

  private final List<DeclaredCapability> declared;
  private final boolean memory;

  /**
   * With what was declared.
   *
   * @param memory whether the place is in memory
   */
  Declarations(List<DeclaredCapability> declared, boolean memory) {
    this.declared = List.copyOf(declared);
    this.memory = memory;
  }

  /** The answer to publish. */
  Finding join(Capability capability, Finding probed) {
    return declared.stream()
        .filter(d -> d.name() == capability && d.state() != CapabilityState.Unknown)
        .findFirst()
        .map(d -> join(d, probed))
        .orElse(probed);
  }

  private Finding join(DeclaredCapability declaration, Finding probed) {
    EvidenceSource source =
        Objects.requireNonNullElse(declaration.source(), EvidenceSource.ConfigurationFile);
    boolean unseen =
        probed.state() == CapabilityState.Absent
            && declaration.state() == CapabilityState.Present
            && BELOW_SIGHT.contains(declaration.name())
            && !memory;
    Evidence seen = probed.evidence();
    if (probed.state() == CapabilityState.Unknown || unseen) {
      String said = declaration.detail() == null ? "" : declaration.detail() + "; ";
      return Finding.of(
          declaration.state(),
          declaration.value(),
          source,
          "declared",
          declaration.state().name(),
          said + "the probe saw: " + seen.call() + " = " + seen.result());
    }
    if (probed.state() == declaration.state()) {
      return probed;
    }
    String contradiction =
        "declared "
            + declaration.state()
            + " by "
            + source
            + ", which this refutes; "
            + seen.detail();
    return Finding.of(
        probed.state(), probed.value(), seen.source(), seen.call(), seen.result(), contradiction);
  }
}
