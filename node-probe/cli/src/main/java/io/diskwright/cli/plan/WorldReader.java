package io.diskwright.cli.plan;

import io.diskwright.api.v1alpha1.StorageDevice;
import io.diskwright.api.v1alpha1.StoragePool;
import io.diskwright.cli.output.Failure;
import io.diskwright.cli.state.StateStore;
import io.diskwright.cli.state.StoredImage;
import io.diskwright.libc.Libc;
import io.diskwright.probe.HangException;
import io.diskwright.probe.ProbeException;
import io.diskwright.probe.ProbeRequest;
import io.diskwright.probe.TimeLimited;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Looks at everything a decision is made on. */
public final class WorldReader {
  private final Libc libc;
  private final Prober prober;
  private final Consumer<String> detail;
  private final TimeLimited reading = new TimeLimited(ProbeRequest.USUAL_LIMIT);

  /**
   * Probes by {@code prober} and reads what was made through {@code libc}; tells {@code detail}.
   */
  public WorldReader(Libc libc, Prober prober, Consumer<String> detail) {
    this.libc = libc;
    this.prober = prober;
    this.detail = detail;
  }

  /** Probes {@code places} and reads what was made in them. */
  public World read(List<Place> places, List<StoragePool> pools) throws Failure {
    return read(places, pools, Map.of());
  }

  /**
   * The same.
   *
   * @param homes where what was made is remembered, as far as that is known already: a volume group
   *     that does not answer the probe in time has its images nevertheless
   */
  World read(List<Place> places, List<StoragePool> pools, Map<Place, Path> homes) throws Failure {
    List<StorageDevice> devices = new ArrayList<>();
    List<StoredImage> stored = new ArrayList<>();
    List<String> troubles = new ArrayList<>();
    for (Prober.Probed probed : prober.probe(places)) {
      Place place = probed.place();
      try {
        StorageDevice device = probed.orThrow();
        detail.accept("probed " + place.target() + ": " + device.getMetadata().getName());
        devices.add(device);
        Path home = homes.get(place);
        if (home == null) {
          home = Home.ofProbed(place, device.getStatus().identity()).orElse(null);
        }
        if (home != null) {
          StateStore store = new StateStore(libc, home);
          stored.addAll(reading.call(home.toString(), "read", store::list));
        }
      } catch (ProbeException | HangException e) {
        troubles.add(e.getMessage());
      }
    }
    if (devices.isEmpty() && !troubles.isEmpty()) {
      throw new Failure(Failure.REFUSED, String.join("\n", troubles));
    }
    return new World(places, devices, pools, stored, troubles);
  }
}
