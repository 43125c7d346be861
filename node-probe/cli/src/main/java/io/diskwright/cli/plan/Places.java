package io.diskwright.cli.plan;

import io.diskwright.api.v1alpha1.DirectoryTarget;
import io.diskwright.api.v1alpha1.PoolTarget;
import io.diskwright.api.v1alpha1.StoragePool;
import io.diskwright.api.v1alpha1.VolumeGroupTarget;
import io.diskwright.cli.input.Read;
import io.diskwright.cli.output.Failure;
import io.diskwright.probe.ProbeTarget;
import io.diskwright.probe.SideBySide;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Which directories and volume groups are meant. */
public final class Places {
  /** Where images go when nobody says where. */
  public static final String DEFAULT = "/var/lib/diskwright";

  /** So many places are looked at, or probed, at a time. */
  static final int MOST_AT_ONCE = 8;

  private Places() {}

  /**
   * The targets given, or else those of the pools, or else {@link #DEFAULT}. A pool's rules hold
   * for its own targets either way. On the command line every pool is on this host.
   */
  public static List<Place> of(List<String> given, List<Read<StoragePool>> pools) throws Failure {
    List<Named> named = new ArrayList<>();
    for (Read<StoragePool> pool : pools) {
      for (PoolTarget target : pool.object().getSpec().targets()) {
        named.add(() -> place(target, pool.object(), given.isEmpty()));
      }
    }
    Map<ProbeTarget, Place> pooled = new LinkedHashMap<>();
    for (Place place : looked(named)) {
      pooled.putIfAbsent(place.target(), place);
    }
    if (given.isEmpty()) {
      return pooled.isEmpty() ? List.of(Place.of(DEFAULT, null)) : List.copyOf(pooled.values());
    }
    Map<ProbeTarget, Place> places = new LinkedHashMap<>();
    for (Place place :
        looked(given.stream().<Named>map(one -> () -> Place.of(one, null)).toList())) {
      Place known = pooled.get(place.target());
      places.putIfAbsent(place.target(), known == null ? place : place.ruledBy(known));
    }
    return new ArrayList<>(places.values());
  }

  /** A place that is yet to be looked at. */
  @FunctionalInterface
  private interface Named {
    Place look() throws Failure;
  }

  private record Looked(@Nullable Place place, @Nullable Failure failure) {
    static Looked at(Named named) {
      try {
        return new Looked(named.look(), null);
      } catch (Failure e) {
        return new Looked(null, e);
      }
    }
  }

  /** Looks at all of them side by side; the first that cannot be used says why. */
  private static List<Place> looked(List<Named> named) throws Failure {
    List<Place> places = new ArrayList<>();
    for (Looked looked : new SideBySide(MOST_AT_ONCE).map(named, Looked::at)) {
      if (looked.failure != null) {
        throw looked.failure;
      }
      places.add(Objects.requireNonNull(looked.place));
    }
    return places;
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
