package io.diskwright.controller;

import static io.diskwright.api.v1alpha1.Conditions.ConditionStatus.False;
import static io.diskwright.api.v1alpha1.Conditions.ConditionStatus.True;

import io.diskwright.api.v1alpha1.AllocationResult;
import io.diskwright.api.v1alpha1.Attachment;
import io.diskwright.api.v1alpha1.ConditionTypes;
import io.diskwright.api.v1alpha1.Conditions;
import io.diskwright.api.v1alpha1.Conditions.ConditionStatus;
import io.diskwright.api.v1alpha1.Decision;
import io.diskwright.api.v1alpha1.DiskAllocation;
import io.diskwright.api.v1alpha1.DiskAllocationStatus;
import io.diskwright.api.v1alpha1.EffectiveSpec;
import io.diskwright.api.v1alpha1.Reasons;
import io.diskwright.api.v1alpha1.VmDiskImage;
import io.diskwright.api.v1alpha1.VmDiskImageStatus;
import io.diskwright.decision.Redundancy;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An image's status from what its steps came to; pure. */
final class StatusFold {
  private final Conditions conditions;

  StatusFold(Conditions conditions) {
    this.conditions = conditions;
  }

  /** The status of {@code image}; equal to the one before when nothing has changed. */
  VmDiskImageStatus fold(
      VmDiskImage image,
      Acceptance acceptance,
      Planning planning,
      @Nullable DiskAllocation order,
      Publication publication) {
    VmDiskImageStatus before = image.getStatus();
    Fold fold = new Fold(image.getMetadata().getGeneration(), before);
    Decision decision =
        switch (planning) {
          case Planning.None none -> before == null ? null : before.decision();
          case Planning.Decided decided -> decided.decision();
          case Planning.Outdated outdated -> outdated.decision();
          case Planning.Refused refused -> null;
          case Planning.Waiting waiting -> null;
        };
    AllocationResult known = before == null ? null : before.allocation();
    DiskAllocationStatus done = order == null ? null : order.getStatus();
    AllocationResult allocation =
        done == null || done.allocation() == null ? known : done.allocation();

    EffectiveSpec effective =
        acceptance.effective() == null && before != null
            ? before.effective()
            : acceptance.effective();

    fold.set(
        ConditionTypes.ACCEPTED,
        acceptance.accepted() ? True : False,
        acceptance.reason().name(),
        acceptance.message());
    planned(fold, planning);
    if (decision != null) {
      Redundancy.of(decision)
          .ifPresent(
              wish ->
                  fold.set(
                      ConditionTypes.REDUNDANCY_MET,
                      wish.met() ? True : False,
                      wish.reason().name(),
                      wish.message()));
    }
    Attachment attachment = null;
    boolean planOnly = Boolean.TRUE.equals(image.getSpec().planOnly());
    boolean toBeMade = acceptance.accepted() && !planOnly;
    if (decision != null && (order != null || known != null || toBeMade)) {
      allocated(fold, decision, order, known);
      if (order != null && allocation != null) {
        boolean isExport = publication.view().equals("Export");
        attachment =
            new Attachment(
                publication.claimName(),
                publication.claimName() == null ? null : Claims.VOLUME_MODE,
                isExport // whose daemon has the image locked
                    ? null
                    : Blockdev.json(decision, image.getMetadata().getUid(), allocation.path()),
                publication.view());
      }
      fold.set(
          ConditionTypes.PUBLISHED,
          publication.published() ? True : False,
          publication.reason().name(),
          publication.message());
    }
    ready(fold, planOnly);
    return new VmDiskImageStatus(
        image.getMetadata().getGeneration(),
        decision,
        allocation,
        attachment,
        fold.made,
        effective);
  }

  /** The status of an image that is to go, and is held. */
  VmDiskImageStatus held(VmDiskImage image, Publication publication) {
    VmDiskImageStatus before = image.getStatus();
    Long generation = image.getMetadata().getGeneration();
    List<Condition> now = before == null ? List.of() : before.conditions();
    for (String type : List.of(ConditionTypes.PUBLISHED, ConditionTypes.READY)) {
      now =
          conditions.set(
              now, type, False, publication.reason().name(), publication.message(), generation);
    }
    return new VmDiskImageStatus(
        generation,
        before == null ? null : before.decision(),
        before == null ? null : before.allocation(),
        before == null ? null : before.attachment(),
        now,
        before == null ? null : before.effective());
  }

  private static void planned(Fold fold, Planning planning) {
    switch (planning) {
      case Planning.None none -> fold.keep(ConditionTypes.PLANNED);
      case Planning.Decided decided ->
          fold.set(
              ConditionTypes.PLANNED,
              True,
              Reasons.Planned.Decided.name(),
              Text.decided(decided.decision()));
      case Planning.Refused refused ->
          fold.set(
              ConditionTypes.PLANNED,
              False,
              Reasons.Planned.of(refused.reason()).name(),
              refused.message());
      case Planning.Waiting waiting ->
          fold.set(
              ConditionTypes.PLANNED,
              False,
              Reasons.Planned.SourceNotReady.name(),
              waiting.message());
      case Planning.Outdated outdated ->
          fold.set(
              ConditionTypes.PLANNED,
              False,
              Reasons.Planned.PlanOutdated.name(),
              outdated.message());
    }
  }

  private static void allocated(
      Fold fold,
      Decision decision,
      @Nullable DiskAllocation order,
      @Nullable AllocationResult known) {
    if (order == null && known != null) {
      fold.set(
          ConditionTypes.ALLOCATED,
          False,
          Reasons.Allocated.Drifted.name(),
          "The image was made as %s, and its DiskAllocation is gone: somebody deleted it, and the"
                  .formatted(known.path())
              + " image with it. It is not made anew on its own, for it would be empty; delete the"
              + " VmDiskImage and create it again.");
      return;
    }
    DiskAllocationStatus status = order == null ? null : order.getStatus();
    Condition reported =
        status == null ? null : Conditions.find(status.conditions(), ConditionTypes.ALLOCATED);
    if (reported == null) {
      fold.set(
          ConditionTypes.ALLOCATED,
          False,
          Reasons.Allocated.InProgress.name(),
          "Ordered; the agent of node %s makes it.".formatted(decision.node()));
    } else {
      fold.set(
          ConditionTypes.ALLOCATED,
          ConditionStatus.valueOf(reported.getStatus()),
          reported.getReason(),
          reported.getMessage());
    }
  }

  private static void ready(Fold fold, boolean planOnly) {
    for (Condition condition : List.copyOf(fold.made)) {
      if (!True.name().equals(condition.getStatus()) && counts(condition)) {
        fold.set(
            ConditionTypes.READY,
            ConditionStatus.valueOf(condition.getStatus()),
            condition.getReason(),
            condition.getMessage());
        return;
      }
    }
    if (Conditions.find(fold.made, ConditionTypes.PUBLISHED) != null) {
      fold.set(ConditionTypes.READY, True, "Ready", "The image is there and verified.");
    } else {
      fold.set(
          ConditionTypes.READY,
          planOnly ? True : False,
          planOnly ? "PlanOnly" : "Pending",
          planOnly ? "Decided; spec.planOnly asks for no more." : "Not decided yet.");
    }
  }

  /** Whether an image is not ready for want of {@code condition}. */
  private static boolean counts(Condition condition) {
    return !ConditionTypes.REDUNDANCY_MET.equals(condition.getType())
        && !Reasons.Published.NotPublishable.name().equals(condition.getReason());
  }

  /** Conditions being made, in their fixed order. */
  private final class Fold {
    private final @Nullable Long generation;
    private final @Nullable List<Condition> before;
    private final List<Condition> made = new ArrayList<>();

    Fold(@Nullable Long generation, @Nullable VmDiskImageStatus before) {
      this.generation = generation;
      this.before = before == null ? null : before.conditions();
    }

    void set(String type, ConditionStatus status, String reason, String message) {
      Condition condition =
          Conditions.find(conditions.set(before, type, status, reason, message, generation), type);
      if (condition != null) {
        made.add(condition);
      }
    }

    void keep(String type) {
      Condition condition = Conditions.find(before, type);
      if (condition != null) {
        made.add(condition);
      }
    }
  }
}
