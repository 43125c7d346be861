package io.diskwright.controller;

import io.diskwright.api.v1alpha1.ConditionTypes;
import io.diskwright.api.v1alpha1.Conditions;
import io.diskwright.api.v1alpha1.Reasons;
import io.diskwright.api.v1alpha1.VmDiskImage;
import io.diskwright.api.v1alpha1.VmDiskImageStatus;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.MicroTime;
import io.fabric8.kubernetes.api.model.events.v1.Event;
import io.fabric8.kubernetes.api.model.events.v1.EventBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells of an image's turns: one log line and one Event for each, and none for repetitions. */
final class Announcer {
  private static final Logger log = LoggerFactory.getLogger(Announcer.class);
  private static final DateTimeFormatter MICROS =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSS'Z'");
  private static final int NOTE_LIMIT = 1024; // bytes, events.k8s.io/v1

  /** What an Event calls the act, by the condition that changed. */
  private static final Map<String, String> ACTIONS =
      Map.of(
          ConditionTypes.ACCEPTED, "Accept",
          ConditionTypes.PLANNED, "Plan",
          ConditionTypes.REDUNDANCY_MET, "Plan",
          ConditionTypes.ALLOCATED, "Allocate",
          ConditionTypes.PUBLISHED, "Publish");

  /** What is no news: what was to be expected, and what another condition tells of. */
  private static final Set<String> EXPECTED =
      Set.of(
          Reasons.Accepted.Valid.name(),
          Reasons.RedundancyMet.Redundant.name(),
          Reasons.Allocated.InProgress.name(),
          Reasons.Published.Direct.name(),
          Reasons.Published.Exported.name(),
          Reasons.Published.Pending.name(),
          Reasons.Published.NotPublishable.name());

  private final KubernetesClient client;
  private final Clock clock;
  private final String instance;

  /** Writes Events in the name of the process {@code instance}. */
  Announcer(KubernetesClient client, Clock clock, String instance) {
    this.client = client;
    this.clock = clock;
    this.instance = instance;
  }

  /** Tells what changed between the status of {@code image} and {@code after}. */
  void announce(VmDiskImage image, VmDiskImageStatus after) {
    VmDiskImageStatus before = image.getStatus();
    List<Condition> old = before == null ? null : before.conditions();
    for (String type :
        List.of(
            ConditionTypes.ACCEPTED,
            ConditionTypes.PLANNED,
            ConditionTypes.REDUNDANCY_MET,
            ConditionTypes.ALLOCATED,
            ConditionTypes.PUBLISHED)) {
      Condition now = Conditions.find(after.conditions(), type);
      if (now != null && isNews(Conditions.find(old, type), now)) {
        tell(image, now);
      }
    }
  }

  private static boolean isNews(@Nullable Condition before, Condition now) {
    if (before != null
        && before.getReason().equals(now.getReason())
        && before.getStatus().equals(now.getStatus())) {
      return false;
    }
    return !EXPECTED.contains(now.getReason());
  }

  private void tell(VmDiskImage image, Condition now) {
    log.atInfo()
        .setMessage("Image changed")
        .addKeyValue(
            "image", image.getMetadata().getNamespace() + "/" + image.getMetadata().getName())
        .addKeyValue("uid", image.getMetadata().getUid())
        .addKeyValue("condition", now.getType())
        .addKeyValue("status", now.getStatus())
        .addKeyValue("reason", now.getReason())
        .addKeyValue("message", now.getMessage())
        .log();
    try {
      client.resource(event(image, now)).create();
    } catch (KubernetesClientException e) {
      // An Event is a courtesy; the condition says the same and is written in any case.
      log.atWarn()
          .setMessage("Could not write an Event")
          .addKeyValue("reason", now.getReason())
          .addKeyValue("error", e.getStatus() == null ? e.getMessage() : e.getStatus().getMessage())
          .log();
    }
  }

  private Event event(VmDiskImage image, Condition now) {
    String time = MICROS.format(clock.instant().atOffset(ZoneOffset.UTC));
    return new EventBuilder()
        .withNewMetadata()
        .withGenerateName(prefix(image.getMetadata().getName()))
        .withNamespace(image.getMetadata().getNamespace())
        .endMetadata()
        .withEventTime(new MicroTime(time))
        .withType("True".equals(now.getStatus()) ? "Normal" : "Warning")
        .withReason(now.getReason())
        .withAction(ACTIONS.get(now.getType()))
        .withNote(shorten(now.getMessage()))
        .withReportingController("diskwright.io/operator")
        .withReportingInstance(instance)
        .withNewRegarding()
        .withApiVersion(image.getApiVersion())
        .withKind(image.getKind())
        .withName(image.getMetadata().getName())
        .withNamespace(image.getMetadata().getNamespace())
        .withUid(image.getMetadata().getUid())
        .withResourceVersion(image.getMetadata().getResourceVersion())
        .endRegarding()
        .build();
  }

  /** Short enough for the server to add its own five characters, and without a dot before them. */
  private static String prefix(String name) {
    return name.substring(0, Math.min(name.length(), 240)).replace('.', '-') + "-";
  }

  private static String shorten(String message) {
    int end = Math.min(message.length(), NOTE_LIMIT / 4); // four bytes a character at most
    return end == message.length() ? message : message.substring(0, end - 1) + "…";
  }
}
