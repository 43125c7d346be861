package io.diskwright.agent;

import io.diskwright.api.v1alpha1.StorageDevice;
import io.diskwright.probe.DeviceProbe;
import io.diskwright.probe.Glance;
import io.diskwright.probe.Locator;
import io.diskwright.probe.ProbeException;
import io.diskwright.probe.ProbeRequest;
import io.diskwright.probe.Whereabouts;
import java.nio.file.Path;
import java.util.Optional;

/** Probes this machine. */
final class LocalProber implements Prober {
  private final DeviceProbe probe;
  private final Locator locator;

  LocalProber(DeviceProbe probe, Locator locator) {
    this.probe = probe;
    this.locator = locator;
  }

  @Override
  public Prober round() {
    return new LocalProber(probe.round(), locator);
  }

  @Override
  public StorageDevice probe(ProbeRequest request) throws ProbeException {
    return probe.probe(request);
  }

  @Override
  public StorageDevice probeMissing(ProbeRequest request) throws ProbeException {
    return probe.probeMissing(request);
  }

  @Override
  public Optional<Glance> glance(ProbeRequest request) throws ProbeException {
    return probe.glance(request);
  }

  @Override
  public Optional<Whereabouts> locate(Path directory) {
    return locator.locate(directory);
  }
}
