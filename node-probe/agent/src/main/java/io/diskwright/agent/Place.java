package io.diskwright.agent;

import io.diskwright.api.v1alpha1.DeclaredCapability;
import io.diskwright.api.v1alpha1.PoolCapacity;
import io.diskwright.api.v1alpha1.PoolTarget;
import io.diskwright.api.v1alpha1.StoragePool;
import io.diskwright.probe.ProbeRequest;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * One directory of this node that a pool has opted in.
 *
 * @param pool name of the pool
 * @param directory absolute and normal
 * @param reservePercent percent of the file system that is kept free
 * @param declared what no system call can see
 */
record Place(String pool, Path directory, int reservePercent, List<DeclaredCapability> declared) {
  private static final int DEFAULT_RESERVE = 10;

  /**
   * The places of every pool that selects a node with {@code labels}. A directory that several
   * pools name belongs to the first of them by name; what is no absolute path is left out, for its
   * pool says so.
   */
  static List<Place> of(Collection<StoragePool> pools, Map<String, String> labels) {
    Map<Path, Place> places = new LinkedHashMap<>();
    pools.stream()
        .filter(pool -> pool.getMetadata().getDeletionTimestamp() == null)
        .filter(pool -> Selectors.matches(pool.getSpec().nodeSelector(), labels))
        .sorted(Comparator.comparing(pool -> pool.getMetadata().getName()))
        .forEach(
            pool ->
                pool.getSpec().targets().stream()
                    .filter(Place::isUsable)
                    .map(target -> of(pool, target))
                    .forEach(place -> places.putIfAbsent(place.directory(), place)));
    return List.copyOf(places.values());
  }

  /** What the probe is asked about this place of {@code nodeName}. */
  ProbeRequest request(String nodeName) {
    return new ProbeRequest(directory, nodeName, pool, reservePercent, declared);
  }

  private static boolean isUsable(PoolTarget target) {
    if (target.directory() == null) {
      return false;
    }
    String path = target.directory().path();
    return path.startsWith("/")
        && path.indexOf('\0') < 0
        && Path.of(path).normalize().equals(Path.of(path));
  }

  private static Place of(StoragePool pool, PoolTarget target) {
    PoolCapacity capacity = pool.getSpec().capacity();
    Integer reserve = capacity == null ? null : capacity.reservePercent();
    return new Place(
        pool.getMetadata().getName(),
        Path.of(Objects.requireNonNull(target.directory()).path()),
        reserve == null ? DEFAULT_RESERVE : reserve,
        Declared.of(pool));
  }
}
