package io.diskwright.cli.plan;

import io.diskwright.api.v1alpha1.StorageDevice;
import io.diskwright.probe.DeviceProbe;
import io.diskwright.probe.ProbeException;
import io.diskwright.probe.ProbeRequest;
import io.diskwright.probe.SideBySide;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

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
    return probe(probe, place);
  }

  /**
   * What came of one place.
   *
   * @param device null when it could not be probed
   * @param failure why it could not, or null
   */
  public record Probed(
      Place place, @Nullable StorageDevice device, @Nullable ProbeException failure) {
    /** The device. */
    public StorageDevice orThrow() throws ProbeException {
      if (device == null) {
        throw Objects.requireNonNull(failure);
      }
      return device;
    }
  }

  /** Probes all of them side by side, and answers in their order. */
  public List<Probed> probe(List<Place> places) {
    DeviceProbe round = probe.round();
    return new SideBySide(Places.MOST_AT_ONCE)
        .map(
            places,
            place -> {
              try {
                return new Probed(place, probe(round, place), null);
              } catch (ProbeException e) {
                return new Probed(place, null, e);
              }
            });
  }

  private StorageDevice probe(DeviceProbe by, Place place) throws ProbeException {
    ProbeRequest request =
        new ProbeRequest(
                place.target(),
                nodeName,
                place.poolName(),
                place.reservePercent(),
                place.declared())
            .onMountPoint(place.requireMountPoint());
    return place.exists() ? by.probe(request) : by.probeMissing(request);
  }
}
