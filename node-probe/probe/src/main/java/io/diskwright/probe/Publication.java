package io.diskwright.probe;

import io.diskwright.api.v1alpha1.CapabilityStatus;
import io.diskwright.api.v1alpha1.ConditionTypes;
import io.diskwright.api.v1alpha1.Conditions;
import io.diskwright.api.v1alpha1.DeclaredCapability;
import io.diskwright.api.v1alpha1.StorageDevice;
import io.diskwright.api.v1alpha1.StorageDeviceStatus;
import io.diskwright.planner.Capability;
import io.diskwright.planner.CapabilityState;
import io.diskwright.planner.DeviceKind;
import io.diskwright.probe.declared.DeclarationFile;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** From what a probe found out to the object that is published; asks nothing any more. */
final class Publication {
  private static final List<Capability> BY_NAME =
      List.of(Capability.values()).stream().sorted(Comparator.comparing(Capability::name)).toList();

  private final Conditions conditions;
  private final Supplier<String> qemu;

  Publication(Conditions conditions, Supplier<String> qemu) {
    this.conditions = conditions;
    this.qemu = qemu;
  }

  /**
   * The device.
   *
   * @param facts of the findings, or what else is known when they have none
   * @param before conditions published last time, or null
   */
  StorageDevice device(
      ProbeRequest request, Findings findings, Facts facts, @Nullable List<Condition> before) {
    Declarations declarations = declarations(request, findings, facts);
    Calibrated calibrated = Calibrated.of(findings.measured(), facts, qemu);
    List<CapabilityStatus> capabilities = joined(findings, declarations);
    List<Capability> has =
        capabilities.stream()
            .filter(status -> status.state() == CapabilityState.Present)
            .map(CapabilityStatus::name)
            .toList();
    StorageDevice device = new StorageDevice();
    device.setMetadata(
        new ObjectMetaBuilder()
            .withName(DeviceName.of(request.nodeName(), facts.identity(), facts.path()))
            .withLabels(labels(request))
            .build());
    device.setStatus(
        new StorageDeviceStatus(
            request.nodeName(),
            request.target().published(),
            facts.kind(),
            facts.identity(),
            facts.stack(),
            facts.properties(),
            facts.capacity(),
            capabilities,
            has,
            Capability.complementOf(has),
            calibrated.measurements(),
            conditions(request, findings, declarations, calibrated, before)));
    return device;
  }

  private static Declarations declarations(ProbeRequest request, Findings findings, Facts facts) {
    List<DeclaredCapability> all = new ArrayList<>(request.declared());
    if (findings.declared() instanceof DeclarationFile.Reading.Declared file) {
      all.addAll(file.capabilities());
    }
    return new Declarations(all, facts.kind() == DeviceKind.Memory);
  }

  /** Every capability, sorted by name. */
  private static List<CapabilityStatus> joined(Findings findings, Declarations declarations) {
    return BY_NAME.stream()
        .map(
            capability -> {
              Finding finding = declarations.join(capability, findings.get(capability));
              return new CapabilityStatus(
                  capability, finding.state(), finding.value(), finding.evidence());
            })
        .toList();
  }

  private List<Condition> conditions(
      ProbeRequest request,
      Findings findings,
      Declarations declarations,
      Calibrated calibrated,
      @Nullable List<Condition> before) {
    List<Condition> after = set(before, ConditionTypes.READY, ready(request, findings));
    after = set(after, ConditionTypes.HEALTHY, healthy(findings));
    String invalid =
        findings.declared() instanceof DeclarationFile.Reading.Invalid file ? file.message() : null;
    after = maybe(after, ConditionTypes.DECLARATIONS_HOLD, declarations.verdict(findings, invalid));
    return maybe(after, ConditionTypes.CALIBRATED, calibrated.verdict());
  }

  /** Without that condition, when there is nothing to say. */
  private List<Condition> maybe(List<Condition> before, String type, @Nullable Verdict verdict) {
    return verdict == null
        ? before.stream().filter(c -> !type.equals(c.getType())).toList()
        : set(before, type, verdict);
  }

  private List<Condition> set(@Nullable List<Condition> before, String type, Verdict verdict) {
    return conditions.set(
        before, type, verdict.status(), verdict.reason(), verdict.message(), null);
  }

  private static Verdict ready(ProbeRequest request, Findings findings) {
    List<Findings.Hang> hangs = findings.hangs();
    if (!hangs.isEmpty()) {
      return Verdict.no(
          "ProbeTimedOut",
          HangException.message(
              hangs.getFirst().call(), request.target().toString(), hangs.getFirst().seconds()));
    }
    Findings.Gone gone = findings.gone();
    if (gone != null) {
      return Health.gone(gone.message(), gone.errno());
    }
    Verdict ready = findings.ready();
    return ready == null
        ? Verdict.unknown("ProbeFailed", "not every capability could be asked")
        : ready;
  }

  private static Verdict healthy(Findings findings) {
    Verdict healthy = findings.healthy();
    return healthy == null
        ? Verdict.unknown("NotVisible", "it could not be asked; see the condition Ready")
        : healthy;
  }

  private static Map<String, String> labels(ProbeRequest request) {
    Map<String, String> labels = new TreeMap<>();
    labels.put("diskwright.io/node", request.nodeName());
    if (!request.pool().isEmpty()) {
      labels.put("diskwright.io/pool", request.pool());
    }
    return labels;
  }
}
