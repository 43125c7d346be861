package io.diskwright.agent;

import io.diskwright.api.v1alpha1.ConditionTypes;
import io.diskwright.api.v1alpha1.Conditions;
import io.diskwright.api.v1alpha1.DeviceIdentity;
import io.diskwright.api.v1alpha1.Reasons.OtherDevice;
import io.diskwright.api.v1alpha1.StorageDevice;
import io.diskwright.probe.Whereabouts;
import io.diskwright.probe.change.Watched;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.Arrays;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What was seen at one place.
 *
 * @param place looked at
 * @param found the device as probed, or null when it could not be
 * @param where it is, or null when that could not be told
 * @param trouble why it cannot be used, or null
 */
record Sight(
    Place place,
    @Nullable StorageDevice found,
    @Nullable Whereabouts where,
    @Nullable Refusal trouble) {
  private static final Set<String> OUT_OF_REACH = Set.of("DeviceGone", "ProbeTimedOut");

  /** What it is, as far as it could be told. */
  @Nullable DeviceIdentity identity() {
    return found == null ? null : found.getStatus().identity();
  }

  /** The same, not to be used. */
  Sight refused(Refusal why) {
    return new Sight(place, found, where, why);
  }

  /** Whether it is, or may be, another device than the one that is meant. */
  boolean isOtherDevice() {
    return trouble != null
        && Arrays.stream(OtherDevice.values()).anyMatch(r -> r.name().equals(trouble.reason()));
  }

  /** Why it is no mount point although it has to be one; or null. */
  @Nullable Refusal unmounted() {
    Condition ready = ready();
    return ready != null && ready.getReason().equals(OtherDevice.NotMounted.name())
        ? new Refusal(ready.getReason(), ready.getMessage())
        : null;
  }

  private @Nullable Condition ready() {
    return found == null
        ? null
        : Conditions.find(found.getStatus().conditions(), ConditionTypes.READY);
  }

  /** Whether it is gone or does not answer: what was seen then says nothing of what it is. */
  boolean isOutOfReach() {
    Condition ready = ready();
    return ready != null && OUT_OF_REACH.contains(ready.getReason());
  }

  /** What is to be watched, so that the next look comes when it is due. */
  Watched watched() {
    boolean lookup = place.isDirectory() && (where == null || !where.remote()) && !isOutOfReach();
    return new Watched(place.name(), lookup ? place.directory() : null, where);
  }

  /** Whether device-mapper is below, which fills and fails without a word of the file system. */
  boolean isMapped() {
    return where != null && where.devices().stream().anyMatch(d -> d.contains("/block/dm-"));
  }

  /** Whether it can take images, as far as its probe says. */
  boolean isReady() {
    return trouble == null
        && found != null
        && Conditions.isTrue(found.getStatus().conditions(), ConditionTypes.READY);
  }

  /**
   * Why a place is not used.
   *
   * @param reason for machines
   * @param message for people
   */
  record Refusal(String reason, String message) {}
}
