package io.diskwright.cli.plan;

import io.diskwright.api.v1alpha1.AllocationResult;
import io.diskwright.api.v1alpha1.Attachment;
import io.diskwright.api.v1alpha1.ConditionTypes;
import io.diskwright.api.v1alpha1.Conditions;
import io.diskwright.api.v1alpha1.Conditions.ConditionStatus;
import io.diskwright.api.v1alpha1.Decision;
import io.diskwright.api.v1alpha1.EffectiveSpec;
import io.diskwright.api.v1alpha1.VmDiskImage;
import io.diskwright.api.v1alpha1.VmDiskImageStatus;
import io.diskwright.cli.output.Json;
import io.diskwright.decision.Classes;
import io.diskwright.decision.Redundancy;
import io.diskwright.image.Verification;
import io.diskwright.planner.AllocationPolicy;
import io.fabric8.kubernetes.api.model.Condition;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Writes the status of images, as the cluster would. */
public final class Statuses {
  private static final long GENERATION = 1;

  private final Clock clock;
  private final Conditions conditions;

  /** Tells the time by {@code clock}. */
  public Statuses(Clock clock) {
    this.clock = clock;
    this.conditions = new Conditions(clock);
  }

  /** The UID of the image of that name: always the same, so that its files are found again. */
  static String uid(String name) {
    return UUID.nameUUIDFromBytes(("diskwright.io/" + name).getBytes(StandardCharsets.UTF_8))
        .toString();
  }

  /** The time. */
  Instant now() {
    return clock.instant();
  }

  /** {@code image} with its decision; the same decision gives the same bytes. */
  static VmDiskImage decided(VmDiskImage image, Decision decision) {
    return with(
        image, new VmDiskImageStatus(GENERATION, decision, null, null, null, effective(image)));
  }

  /** {@code image}, decided, and about to be made. */
  VmDiskImage planned(VmDiskImage image, Decision decision) {
    List<Condition> all = decidedConditions(decision);
    all = set(all, ConditionTypes.ALLOCATED, ConditionStatus.False, "InProgress", "being made");
    all = set(all, ConditionTypes.READY, ConditionStatus.False, "InProgress", "being made");
    return with(
        image, new VmDiskImageStatus(GENERATION, decision, null, null, all, effective(image)));
  }

  /** {@code image}, made and verified. */
  VmDiskImage allocated(VmDiskImage image, Decision decision, Verification.Verified found) {
    List<Condition> all = decidedConditions(decision);
    String message = "on disk as decided, by " + found.verifiedBy();
    all = set(all, ConditionTypes.ALLOCATED, ConditionStatus.True, "Verified", message);
    all = set(all, ConditionTypes.READY, ConditionStatus.True, "Verified", message);
    return with(
        image,
        new VmDiskImageStatus(
            GENERATION,
            decision,
            result(found),
            attachment(decision, found),
            all,
            effective(image)));
  }

  /** {@code image} as it was looked at again. */
  public VmDiskImage verified(VmDiskImage image, Verification found) {
    VmDiskImageStatus old = Objects.requireNonNull(image.getStatus(), "a stored image has one");
    boolean good = found instanceof Verification.Verified;
    String message =
        switch (found) {
          case Verification.Verified v -> "on disk as decided, by " + v.verifiedBy();
          case Verification.Drifted d ->
              String.join("; ", d.drifts().stream().map(Verification.Drift::message).toList());
        };
    ConditionStatus status = good ? ConditionStatus.True : ConditionStatus.False;
    String reason = good ? "Verified" : "Drifted";
    List<Condition> all = old.conditions() == null ? List.of() : old.conditions();
    all = set(all, ConditionTypes.ALLOCATED, status, reason, message);
    all = set(all, ConditionTypes.READY, status, reason, message);
    return with(
        image,
        new VmDiskImageStatus(
            old.observedGeneration(),
            old.decision(),
            found instanceof Verification.Verified v ? result(v) : old.allocation(),
            old.attachment(),
            all,
            old.effective()));
  }

  private static @Nullable EffectiveSpec effective(VmDiskImage image) {
    return Classes.recorded(image).orElse(null);
  }

  /** {@code image} with another status, and with what an object of ours has besides. */
  static VmDiskImage with(VmDiskImage image, @Nullable VmDiskImageStatus status) {
    VmDiskImage copy = Json.copy(image, VmDiskImage.class);
    copy.getMetadata().setUid(uid(io.diskwright.decision.Demands.name(image)));
    copy.getMetadata().setGeneration(GENERATION);
    copy.setStatus(status);
    return copy;
  }

  private List<Condition> decidedConditions(Decision decision) {
    List<Condition> all =
        set(List.of(), ConditionTypes.ACCEPTED, ConditionStatus.True, "Valid", "the spec is valid");
    List<Condition> planned =
        set(
            all,
            ConditionTypes.PLANNED,
            ConditionStatus.True,
            "Decided",
            decision.policy() + " " + decision.format() + " on " + decision.device());
    return Redundancy.of(decision)
        .map(
            wish ->
                set(
                    planned,
                    ConditionTypes.REDUNDANCY_MET,
                    wish.met() ? ConditionStatus.True : ConditionStatus.False,
                    wish.reason().name(),
                    wish.message()))
        .orElse(planned);
  }

  private List<Condition> set(
      List<Condition> before, String type, ConditionStatus status, String reason, String message) {
    return conditions.set(before, type, status, reason, message, GENERATION);
  }

  private AllocationResult result(Verification.Verified found) {
    return new AllocationResult(
        found.allocatedBytes(),
        found.virtualBytes(),
        found.path().toString(),
        clock.instant().truncatedTo(ChronoUnit.SECONDS).toString(),
        found.verifiedBy());
  }

  /**
   * What to give QEMU. A guest's discard would give back what was allocated up front, so a
   * preallocated image ignores it.
   */
  private static Attachment attachment(Decision decision, Verification.Verified found) {
    String discard = decision.policy() == AllocationPolicy.Preallocated ? "ignore" : "unmap";
    Map<String, Object> file = new LinkedHashMap<>();
    file.put("driver", decision.options().containsKey("lv") ? "host_device" : "file");
    file.put("filename", found.path().toString());
    file.put("discard", discard);
    Map<String, Object> blockdev = new LinkedHashMap<>();
    blockdev.put("driver", decision.format().name());
    blockdev.put("discard", discard);
    blockdev.put("file", file);
    return new Attachment(null, null, Json.tree(blockdev).toString(), "Direct");
  }
}
