package io.diskwright.agent;

import io.diskwright.api.v1alpha1.Conditions;
import io.diskwright.api.v1alpha1.DeviceTarget;
import io.diskwright.api.v1alpha1.StorageDevice;
import io.diskwright.api.v1alpha1.StorageDeviceStatus;
import io.diskwright.image.ImageException;
import io.diskwright.probe.ProbeException;
import io.diskwright.probe.ProbeRequest;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the StorageDevices of this node as they are probed: writes what has changed, and takes back
 * what no pool asks for any more.
 */
final class DevicePublisher {
  private static final Logger log = LoggerFactory.getLogger(DevicePublisher.class);

  private final String nodeName;
  private final Prober prober;
  private final Images images;
  private final NodeApi api;
  private final Conditions conditions;
  private final Map<String, StorageDevice> published = new HashMap<>();
  private final Set<Path> swept = new HashSet<>();
  private List<Place> places = List.of();

  DevicePublisher(
      String nodeName, Prober prober, Images images, NodeApi api, Conditions conditions) {
    this.nodeName = nodeName;
    this.prober = prober;
    this.images = images;
    this.api = api;
    this.conditions = conditions;
  }

  /** Asks a place what it can do. */
  @FunctionalInterface
  interface Prober {
    /** Probes one directory. */
    StorageDevice probe(ProbeRequest request) throws ProbeException;
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

  /** Publishes every place, and takes back the devices of all others. */
  synchronized void publishAll(List<Place> now) {
    places = now;
    Set<String> wanted = new HashSet<>();
    for (Place place : now) {
      wanted.add(publish(place, false));
    }
    for (String name : List.copyOf(published.keySet())) {
      if (!wanted.contains(name)) {
        api.withdraw(name);
        published.remove(name);
        log.atInfo().setMessage("Device withdrawn").addKeyValue("device", name).log();
      }
    }
  }

  /** Publishes the place {@code directory} to the byte, because we have just used or freed some. */
  synchronized void refresh(Path directory) {
    for (Place place : places) {
      if (place.directory().equals(directory)) {
        publish(place, true);
      }
    }
  }

  /** Number of devices published. */
  synchronized int count() {
    return published.size();
  }

  private String publish(Place place, boolean exact) {
    StorageDevice device = probe(place);
    String name = device.getMetadata().getName();
    StorageDevice before = published.get(name);
    StorageDeviceStatus statusBefore = before == null ? null : before.getStatus();
    device.setStatus(DeviceChange.settle(device.getStatus(), statusBefore, exact));
    boolean whole = DeviceChange.isNewObject(device, before);
    if (whole || !device.getStatus().equals(statusBefore)) {
      published.put(name, api.publish(device, whole));
      log.atInfo()
          .setMessage("Device published")
          .addKeyValue("device", name)
          .addKeyValue("directory", place.directory())
          .addKeyValue("ready", Conditions.isTrue(device.getStatus().conditions(), "Ready"))
          .addKeyValue("allocatableBytes", device.getStatus().capacity().allocatableBytes())
          .log();
    }
    return name;
  }

  private StorageDevice probe(Place place) {
    try {
      images.prepare(place.directory());
      if (swept.add(place.directory())) {
        sweep(place);
      }
      return prober.probe(place.request(nodeName));
    } catch (ImageException | ProbeException e) {
      return UnprobedDevice.of(
          place, nodeName, Trouble.of(e), known(published.values(), place), conditions);
    }
  }

  private void sweep(Place place) throws ImageException {
    for (String name : images.sweep(place.directory())) {
      log.atInfo()
          .setMessage("Leftover removed")
          .addKeyValue("directory", place.directory())
          .addKeyValue("name", name)
          .log();
    }
  }

  private static @Nullable StorageDevice known(Collection<StorageDevice> devices, Place place) {
    return devices.stream()
        .filter(d -> d.getStatus() != null)
        .filter(d -> isAt(d.getStatus().target(), place.directory()))
        .findFirst()
        .orElse(null);
  }

  private static boolean isAt(@Nullable DeviceTarget target, Path directory) {
    return target != null && directory.toString().equals(target.directory());
  }
}
