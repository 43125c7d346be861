package io.diskwright.agent;

import io.diskwright.agent.Sight.Refusal;
import io.diskwright.api.v1alpha1.ConditionTypes;
import io.diskwright.api.v1alpha1.Conditions;
import io.diskwright.api.v1alpha1.Reasons.OtherDevice;
import io.diskwright.api.v1alpha1.SealingKey;
import io.diskwright.api.v1alpha1.StorageDevice;
import io.diskwright.api.v1alpha1.StorageDeviceStatus;
import io.diskwright.probe.Glance;
import io.diskwright.probe.ProbeTarget;
import io.diskwright.probe.SideBySide;
import io.fabric8.kubernetes.api.model.Condition;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the StorageDevices of this node as they are probed: writes what has changed, and takes back
 * what no pool asks for any more. Where another device is than the one published, the published one
 * stays, not ready, until it is back or somebody deletes it.
 */
final class DevicePublisher {
  private static final Logger log = LoggerFactory.getLogger(DevicePublisher.class);

  /** Each takes two threads, of the few that an agent may have. */
  private static final int LOOKS_AT_ONCE = 3;

  private final String nodeName;
  private final PlaceLooker looker;
  private final NodeApi api;
  private final Conditions conditions;
  private final @Nullable SealingKey sealingKey;
  private final SideBySide looks = new SideBySide(LOOKS_AT_ONCE);
  private final Map<String, StorageDevice> published = new HashMap<>();
  private final Map<ProbeTarget, Sight> sights = new LinkedHashMap<>();
  private final Map<ProbeTarget, Refusal> refusals = new HashMap<>();
  private final Map<ProbeTarget, Glance> glances = new HashMap<>();
  private List<Place> places = List.of();
  private long written;

  /**
   * Publishes by {@code api}.
   *
   * @param sealingKey what keys of images are to be sealed to, or null
   */
  DevicePublisher(
      String nodeName,
      PlaceLooker looker,
      NodeApi api,
      Conditions conditions,
      @Nullable SealingKey sealingKey) {
    this.nodeName = nodeName;
    this.looker = looker;
    this.api = api;
    this.conditions = conditions;
    this.sealingKey = sealingKey;
  }

  /** Hears what the API server has for a device of this node; null when it is gone. */
  synchronized void observe(String name, @Nullable StorageDevice device) {
    if (device == null) {
      published.remove(name);
    } else {
      published.put(name, device);
    }
  }

  /** The places of this node. */
  synchronized List<Place> places() {
    return places;
  }

  /** What was seen at each place when it was last looked at. */
  synchronized List<Sight> sights() {
    return List.copyOf(sights.values());
  }

  /** Why nothing may be done in a directory, because of what it is; empty when it may. */
  synchronized Optional<String> refusal(Path directory) {
    return Optional.ofNullable(refusals.get(new ProbeTarget.Directory(directory)))
        .map(Refusal::message);
  }

  /** Publishes every place, and takes back the devices of all others. */
  synchronized void publishAll(List<Place> now) {
    places = now;
    List<ProbeTarget> targets = now.stream().map(Place::target).toList();
    sights.keySet().retainAll(targets);
    glances.keySet().retainAll(targets);
    refusals.keySet().retainAll(targets);
    Set<String> wanted = new HashSet<>(publish(now, false));
    for (String name : List.copyOf(published.keySet())) {
      if (!wanted.contains(name)) {
        withdraw(name);
      }
    }
  }

  /** Looks at the places of these names, and publishes what changed; says whether anything did. */
  synchronized boolean publish(Set<String> names) {
    return publishSome(places.stream().filter(p -> names.contains(p.name())).toList());
  }

  /**
   * Publishes how much room there is, by a glance at each place; probes those of which a glance
   * tells too little, or that something else has changed. Says whether anything was published.
   */
  synchronized boolean refresh() {
    List<Place> toProbe = new ArrayList<>();
    boolean changed = false;
    List<Sight> all = List.copyOf(sights.values());
    List<Place> toGlanceAt =
        all.stream()
            .filter(s -> s.isReady() && !s.isMapped())
            .map(Sight::place)
            .filter(place -> !refusals.containsKey(place.target()))
            .toList();
    Map<Place, Optional<Glance>> seen = new HashMap<>();
    looks.each(toGlanceAt, looker::glance, seen::putAll);
    for (Sight sight : all) {
      Place place = sight.place();
      Optional<Glance> glance = seen.getOrDefault(place, Optional.empty());
      Glance before = glance.map(g -> glances.put(place.target(), g)).orElse(null);
      if (glance.isEmpty() || before == null || !glance.get().sameAs(before)) {
        toProbe.add(place);
      } else {
        changed |= publish(sight, glance.get());
      }
    }
    return publishSome(toProbe) || changed;
  }

  private boolean publishSome(List<Place> some) {
    long before = written;
    publish(some, false);
    return written > before;
  }

  private boolean publish(Sight sight, Glance glance) {
    long before = written;
    StorageDevice device = sight.found();
    if (device != null && known(sight.place()) != null) {
      device.setStatus(device.getStatus().with(glance.capacity()));
      publish(sight, false);
    }
    return written > before;
  }

  /** Publishes the place {@code directory} to the byte, because we have just used or freed some. */
  synchronized void refresh(Path directory) {
    publish(
        places.stream()
            .filter(p -> p.target().equals(new ProbeTarget.Directory(directory)))
            .toList(),
        true);
  }

  /** Looks at {@code some}, and publishes them, and those whose standing they change. */
  private List<String> publish(List<Place> some, boolean exact) {
    Map<Place, Optional<StorageDevice>> before = new HashMap<>();
    some.forEach(place -> before.put(place, Optional.ofNullable(known(place))));
    PlaceLooker round = looker.round();
    List<String> names = new ArrayList<>();
    looks.each(
        some,
        place -> round.look(place, Objects.requireNonNull(before.get(place)).orElse(null)),
        seen -> {
          seen.forEach((place, sight) -> sights.put(place.target(), sight));
          Set<ProbeTarget> looked = new HashSet<>();
          seen.keySet().forEach(place -> looked.add(place.target()));
          names.addAll(judge(looked, exact));
        });
    return names;
  }

  /** Publishes those that were looked at, and those whose standing they change. */
  private List<String> judge(Set<ProbeTarget> looked, boolean exact) {
    List<String> names = new ArrayList<>();
    for (Sight sight : List.copyOf(sights.values())) {
      ProbeTarget target = sight.place().target();
      Optional<Refusal> duplicate = IdentityCheck.duplicate(sight, sights.values());
      boolean changed = duplicate.isPresent() != isDuplicate(refusals.get(target));
      if (!looked.contains(target) && !changed) {
        continue;
      }
      Sight judged = duplicate.isPresent() ? sight.refused(duplicate.get()) : looker.marked(sight);
      refusals.remove(target);
      if (judged.isOtherDevice()) {
        refusals.put(target, Objects.requireNonNull(judged.trouble()));
      }
      names.add(publish(judged, exact));
    }
    return names;
  }

  private static boolean isDuplicate(@Nullable Refusal refusal) {
    return refusal != null && refusal.reason().equals(OtherDevice.DuplicateIdentity.name());
  }

  private String publish(Sight sight, boolean exact) {
    StorageDevice before = known(sight.place());
    StorageDevice device = device(sight, before);
    String name = device.getMetadata().getName();
    StorageDevice same =
        before != null && before.getMetadata().getName().equals(name) ? before : null;
    StorageDeviceStatus statusBefore = same == null ? null : same.getStatus();
    device.setStatus(
        DeviceChange.settle(device.getStatus(), statusBefore, exact).withSealingKey(sealingKey));
    boolean whole = DeviceChange.isNewObject(device, same);
    if (whole || !device.getStatus().equals(statusBefore)) {
      published.put(name, api.publish(device, whole));
      written++;
      log(sight, device);
    }
    if (before != null && same == null) {
      withdraw(before.getMetadata().getName());
    }
    return name;
  }

  private StorageDevice device(Sight sight, @Nullable StorageDevice before) {
    StorageDevice found = sight.found();
    Refusal trouble = sight.trouble();
    if (trouble != null || found == null) {
      Refusal why = Objects.requireNonNull(trouble, "what could not be probed has its reason");
      return UnusableDevice.of(
          sight.place(), nodeName, why, before == null ? found : before, conditions);
    }
    if (before != null
        && IdentityCheck.isSame(before.getStatus().identity(), found.getStatus().identity())) {
      // A file system without UUID has another name for itself with each mount; the device has not.
      found.getMetadata().setName(before.getMetadata().getName());
    }
    return found;
  }

  private void withdraw(String name) {
    api.withdraw(name);
    published.remove(name);
    log.atInfo().setMessage("Device withdrawn").addKeyValue("device", name).log();
  }

  private static void log(Sight sight, StorageDevice device) {
    Condition ready = Conditions.find(device.getStatus().conditions(), ConditionTypes.READY);
    log.atInfo()
        .setMessage("Device published")
        .addKeyValue("device", device.getMetadata().getName())
        .addKeyValue("target", sight.place().name())
        .addKeyValue("ready", ready == null ? "" : ready.getReason())
        .addKeyValue("allocatableBytes", device.getStatus().capacity().allocatableBytes())
        .log();
  }

  /** The device published for a place: the one that says most, when there are several. */
  private @Nullable StorageDevice known(Place place) {
    return published.values().stream()
        .filter(d -> d.getStatus() != null)
        .filter(d -> place.target().published().equals(d.getStatus().target()))
        .max(
            Comparator.<StorageDevice, Boolean>comparing(
                    d -> d.getStatus().identity().filesystemUuid() != null)
                .thenComparing(d -> d.getStatus().identity().marker() != null)
                .thenComparing(d -> d.getMetadata().getName()))
        .orElse(null);
  }
}
