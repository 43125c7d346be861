package io.diskwright.cli.plan;

import io.diskwright.api.v1alpha1.DirectoryTarget;
import io.diskwright.api.v1alpha1.PoolTarget;
import io.diskwright.api.v1alpha1.StoragePool;
import io.diskwright.api.v1alpha1.VolumeGroupTarget;
import io.diskwright.cli.input.Read;
import io.diskwright.cli.output.Failure;
import io.diskwright.probe.ProbeTarget;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Which directories and volume groups are meant. */
public final class Places {
  /** Where images go when nobody says where. */
  public static final String DEFAULT = "/var/lib/diskwright";

  private Places() {}

  /**
   * The targets given, or else those of the pools, or else {@link #DEFAULT}. A pool's rules hold
   * for its own targets either way. On the command line every pool is on this host.
   */
  public static List<Place> of(List<String> given, List<Read<StoragePool>> pools) throws Failure {
    Map<ProbeTarget, Place> pooled = new LinkedHashMap<>();
    for (Read<StoragePool> pool : pools) {
      for (PoolTarget target : pool.object().getSpec().targets()) {
        Place place = place(target, pool.object(), given.isEmpty());
        pooled.putIfAbsent(place.target(), place);
      }
    }
    if (given.isEmpty()) {
      return pooled.isEmpty() ? List.of(Place.of(DEFAULT, null)) : List.copyOf(pooled.values());
    }
    Map<ProbeTarget, Place> places = new LinkedHashMap<>();
    for (String target : given) {
      Place place = Place.of(target, null);
      Place known = pooled.get(place.target());
      places.putIfAbsent(place.target(), known == null ? place : place.ruledBy(known));
    }
    return new ArrayList<>(places.values());
  }

  /**
   * What a pool names.
   *
   * @param look whether to look what is there, which may fail; else its rules alone are wanted
   */
  private static Place place(PoolTarget target, StoragePool pool, boolean look) throws Failure {
    VolumeGroupTarget group = target.volumeGroup();
    if (group != null) {
      return new Place(new ProbeTarget.VolumeGroup(group.name(), group.thinPool()), true, pool);
    }
    DirectoryTarget directory = Objects.requireNonNull(target.directory(), "checked on reading");
    String path = directory.path();
    Place place =
        look ? Place.directory(path, pool) : new Place(Path.of(path).normalize(), false, pool);
    return place.onMountPoint(Boolean.TRUE.equals(directory.requireMountPoint()));
  }
}
