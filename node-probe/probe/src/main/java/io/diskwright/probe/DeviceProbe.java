package io.diskwright.probe;

import io.diskwright.api.v1alpha1.StorageDevice;

/**
 * Probes one directory: every capability of the defined set, the stack below, identity and
 * capacity.
 */
public final class DeviceProbe {
  /**
   * Probes a directory; writes nothing but nameless or temporary files in it and leaves nothing
   * behind.
   *
   * @return the device as published: its name, its labels {@code diskwright.io/node} and {@code
   *     diskwright.io/pool} (when there is one) and its status with conditions
   */
  public StorageDevice probe(ProbeRequest request) throws ProbeException {
    throw new ProbeException(request.directory().toString());
  }
}
