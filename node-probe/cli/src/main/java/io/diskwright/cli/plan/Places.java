package io.diskwright.cli.plan;

import io.diskwright.api.v1alpha1.PoolTarget;
import io.diskwright.api.v1alpha1.StoragePool;
import io.diskwright.cli.input.Read;
import io.diskwright.cli.output.Failure;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Which directories are meant. */
public final class Places {
  /** Where images go when nobody says where. */
  public static final String DEFAULT = "/var/lib/diskwright";

  private Places() {}

  /**
   * The directories given, or else those of the pools, or else {@link #DEFAULT}. A pool's rules
   * hold for its own directories either way. On the command line every pool is on this host.
   */
  public static List<Place> of(List<String> given, List<Read<StoragePool>> pools) throws Failure {
    Map<Path, Place> pooled = new LinkedHashMap<>();
    for (Read<StoragePool> pool : pools) {
      for (PoolTarget target : pool.object().getSpec().targets()) {
        String path =
            Objects.requireNonNull(target.directory(), "volume groups are refused on reading")
                .path();
        if (given.isEmpty()) {
          Place place = Place.of(path, pool.object());
          pooled.putIfAbsent(place.directory(), place);
        } else {
          pooled.putIfAbsent(
              Path.of(path).normalize(), new Place(Path.of(path), false, pool.object()));
        }
      }
    }
    if (given.isEmpty()) {
      return pooled.isEmpty() ? List.of(Place.of(DEFAULT, null)) : List.copyOf(pooled.values());
    }
    Map<Path, Place> places = new LinkedHashMap<>();
    for (String target : given) {
      Place place = Place.of(target, null);
      Place known = pooled.get(place.directory());
      places.putIfAbsent(
          place.directory(),
          known == null ? place : new Place(place.directory(), place.exists(), known.pool()));
    }
    return new ArrayList<>(places.values());
  }
}
