package io.diskwright.probe;

import io.diskwright.api.v1alpha1.DeclaredCapability;
import io.diskwright.api.v1alpha1.Evidence;
import io.diskwright.api.v1alpha1.EvidenceSource;
import io.diskwright.api.v1alpha1.Observation;
import io.diskwright.api.v1alpha1.Reasons.DeclarationsHold;
import io.diskwright.planner.Capability;
import io.diskwright.planner.CapabilityState;
import io.diskwright.probe.declared.DeclarationFile;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Joins what the probe found with what was declared.
 *
 * <ul>
 *   <li>What could not be asked is filled in by the declaration.
 *   <li>What a call showed stays, and a declaration that contradicts it is named in the evidence.
 *   <li>Except: for the capabilities that an array keeps to itself, the probe's "absent" only means
 *       "not seen from this node"; there the declaration counts, and the evidence keeps what was
 *       seen. Memory has nothing below it, so there it does not.
 *   <li>Of several declarations of one capability the better source counts: a version number, the
 *       array itself, the file beside the target, the pool; of equals the first.
 *   <li>Everything that was said stands beside the answer.
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
    this.declared =
        declared.stream()
            .filter(d -> d.state() != CapabilityState.Unknown)
            .sorted(Comparator.comparingInt(d -> Finding.rank(source(d))))
            .toList();
    this.memory = memory;
  }

  private static EvidenceSource source(DeclaredCapability declaration) {
    return Objects.requireNonNullElse(declaration.source(), EvidenceSource.ConfigurationFile);
  }

  private List<DeclaredCapability> of(Capability capability) {
    return declared.stream().filter(d -> d.name() == capability).toList();
  }

  /** The answer to publish. */
  Finding join(Capability capability, Finding probed) {
    List<DeclaredCapability> all = of(capability);
    if (all.isEmpty()) {
      return probed;
    }
    DeclaredCapability best = all.getFirst();
    boolean believed = isBelieved(best, probed);
    Finding joined = believed ? declared(best, probed) : probed;
    if (isRefuted(best, probed)) {
      joined = refuting(best, probed);
    }
    for (DeclaredCapability other : all) {
      joined = believed && other.equals(best) ? joined : joined.alongside(observation(other));
    }
    return believed ? joined.alongside(probed) : joined;
  }

  /** Whether the declaration answers, because the probe could not, or could not see that far. */
  private boolean isBelieved(DeclaredCapability declaration, Finding probed) {
    boolean unseen =
        probed.state() == CapabilityState.Absent
            && declaration.state() == CapabilityState.Present
            && BELOW_SIGHT.contains(declaration.name())
            && !memory;
    return probed.state() == CapabilityState.Unknown || unseen;
  }

  /**
   * Whether a call says otherwise. That an array lacks what a layer above it adds, such as
   * encryption by this node, is no contradiction.
   */
  private boolean isRefuted(DeclaredCapability declaration, Finding probed) {
    boolean addedAbove =
        source(declaration) == EvidenceSource.ArrayApi
            && declaration.state() == CapabilityState.Absent
            && BELOW_SIGHT.contains(declaration.name());
    return !isBelieved(declaration, probed) && declaration.state() != probed.state() && !addedAbove;
  }

  private static Finding declared(DeclaredCapability declaration, Finding probed) {
    Evidence seen = probed.evidence();
    String said = declaration.detail() == null ? "" : declaration.detail() + "; ";
    return Finding.of(
        declaration.state(),
        declaration.value(),
        source(declaration),
        call(declaration),
        declaration.state().name(),
        said + "the probe saw: " + seen.call() + " = " + seen.result());
  }

  private static Finding refuting(DeclaredCapability declaration, Finding probed) {
    Evidence seen = probed.evidence();
    return new Finding(
        probed.state(),
        probed.value(),
        new Evidence(
            seen.source(),
            seen.call(),
            seen.result(),
            "declared "
                + declaration.state()
                + " by "
                + source(declaration)
                + ", which this refutes; "
                + seen.detail(),
            seen.others()));
  }

  private static Observation observation(DeclaredCapability declaration) {
    return Finding.of(
            declaration.state(),
            declaration.value(),
            source(declaration),
            call(declaration),
            declaration.state().name()
                + (declaration.value() == null ? "" : " (" + declaration.value() + ")"),
            Objects.requireNonNullElse(declaration.detail(), ""))
        .observation();
  }

  private static String call(DeclaredCapability declaration) {
    return source(declaration) == EvidenceSource.MetadataFile ? DeclarationFile.NAME : "declared";
  }

  /**
   * Whether they hold against what the probe found.
   *
   * @param invalid why the file beside the target was refused, or null
   * @return null when nothing is declared
   */
  @Nullable Verdict verdict(Findings found, @Nullable String invalid) {
    List<String> refuted = new ArrayList<>();
    List<String> contradictory = new ArrayList<>();
    for (DeclaredCapability one : declared) {
      DeclaredCapability best = of(one.name()).getFirst();
      Finding probed = found.get(one.name());
      if (isRefuted(one, probed)) {
        Evidence seen = probed.evidence();
        refuted.add(said(one) + ", but " + seen.call() + " said " + seen.result());
      } else if (one.state() != best.state()) {
        contradictory.add(said(one) + ", but " + source(best) + " says " + best.state());
      }
    }
    if (invalid != null) {
      return Verdict.no(DeclarationsHold.Invalid.name(), join(List.of(invalid), refuted));
    }
    if (!refuted.isEmpty()) {
      return Verdict.no(
          DeclarationsHold.Refuted.name(),
          join(refuted, contradictory) + "; correct or remove the declaration");
    }
    if (!contradictory.isEmpty()) {
      return Verdict.no(
          DeclarationsHold.Contradictory.name(),
          join(contradictory, List.of()) + "; correct the wrong one");
    }
    return declared.isEmpty()
        ? null
        : Verdict.yes(DeclarationsHold.Confirmed.name(), "no call refutes what is declared");
  }

  private static String said(DeclaredCapability declaration) {
    return declaration.name()
        + " is declared "
        + declaration.state()
        + " by "
        + source(declaration);
  }

  private static String join(List<String> first, List<String> second) {
    return Stream.concat(first.stream(), second.stream()).collect(Collectors.joining("; "));
  }
}
