package io.diskwright.cli.plan;

import io.diskwright.api.v1alpha1.StorageDevice;
import io.diskwright.probe.DeviceProbe;
import io.diskwright.probe.ProbeException;
import io.diskwright.probe.ProbeRequest;

/** Probes places of this host. */
public final class Prober {
  private final DeviceProbe probe;
  private final String nodeName;

  /** Probes by {@code probe}, on the node {@code nodeName}. */
  public Prober(DeviceProbe probe, String nodeName) {
    this.probe = probe;
    this.nodeName = nodeName;
  }

  /**
   * The device of {@code place}: the same, by name and target, before its directory is made and
   * after.
   */
  public StorageDevice probe(Place place) throws ProbeException {
    ProbeRequest request =
        new ProbeRequest(
                place.target(),
                nodeName,
                place.poolName(),
                place.reservePercent(),
                place.declared())
            .onMountPoint(place.requireMountPoint());
    return place.exists() ? probe.probe(request) : probe.probeMissing(request);
  }
}
