package io.diskwright.agent;

import io.diskwright.api.v1alpha1.StorageDevice;
import io.diskwright.probe.Glance;
import io.diskwright.probe.ProbeException;
import io.diskwright.probe.ProbeRequest;
import io.diskwright.probe.Whereabouts;
import java.nio.file.Path;
import java.util.Optional;

/** Asks places what they can do, and where they are. */
interface Prober {
  /** The same for places that are probed together: what they share is asked once. */
  default Prober round() {
    return this;
  }

  /** Probes a place. */
  StorageDevice probe(ProbeRequest request) throws ProbeException;

  /** Probes where a missing place would be made. */
  StorageDevice probeMissing(ProbeRequest request) throws ProbeException;

  /** Looks at a directory without probing it; empty when that tells nothing. */
  Optional<Glance> glance(ProbeRequest request) throws ProbeException;

  /** Where a directory is; empty when it cannot be looked at. */
  Optional<Whereabouts> locate(Path directory);
}
