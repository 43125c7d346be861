package io.diskwright.agent;

import io.diskwright.api.v1alpha1.DeclaredCapability;
import io.diskwright.api.v1alpha1.PoolCapacity;
import io.diskwright.api.v1alpha1.PoolSources;
import io.diskwright.api.v1alpha1.PoolTarget;
import io.diskwright.api.v1alpha1.StoragePool;
import io.diskwright.api.v1alpha1.VerificationSpec;
import io.diskwright.api.v1alpha1.VolumeGroupTarget;
import io.diskwright.image.content.Permission;
import io.diskwright.probe.ProbeRequest;
import io.diskwright.probe.ProbeTarget;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One directory or volume group of this node that a pool has opted in.
 *
 * @param pool name of the pool
 * @param target a directory is absolute and normal
 * @param reservePercent percent of the whole that is kept free
 * @param declared what no system call can see
 * @param requireMountPoint whether it is of use only while a file system is mounted just there
 * @param verification how often images there are looked at again, and what follows; or null
 * @param permission what its images may be made from
 */
record Place(
    String pool,
    ProbeTarget target,
    int reservePercent,
    List<DeclaredCapability> declared,
    boolean requireMountPoint,
    @Nullable VerificationSpec verification,
    Permission permission) {
  private static final int DEFAULT_RESERVE = 10;

  /** A directory wherever it is. */
  Place(String pool, Path directory, int reservePercent, List<DeclaredCapability> declared) {
    this(pool, new ProbeTarget.Directory(directory), reservePercent, declared, false, null);
  }

  /** A place whose images are blank. */
  Place(
      String pool,
      ProbeTarget target,
      int reservePercent,
      List<DeclaredCapability> declared,
      boolean requireMountPoint,
      @Nullable VerificationSpec verification) {
    this(
        pool,
        target,
        reservePercent,
        declared,
        requireMountPoint,
        verification,
        permission(pool, null));
  }

  /**
   * The places of every pool that selects a node with {@code labels}. What several pools name
   * belongs to the first of them by name; what is no absolute path is left out, for its pool says
   * so.
   */
  static List<Place> of(Collection<StoragePool> pools, Map<String, String> labels) {
    Map<ProbeTarget, Place> places = new LinkedHashMap<>();
    pools.stream()
        .filter(pool -> pool.getMetadata().getDeletionTimestamp() == null)
        .filter(pool -> Selectors.matches(pool.getSpec().nodeSelector(), labels))
        .sorted(Comparator.comparing(pool -> pool.getMetadata().getName()))
        .forEach(
            pool ->
                pool.getSpec().targets().stream()
                    .filter(Place::isUsable)
                    .map(target -> of(pool, target))
                    .forEach(place -> places.putIfAbsent(place.target(), place)));
    return List.copyOf(places.values());
  }

  /** What the probe is asked about this place of {@code nodeName}. */
  ProbeRequest request(String nodeName) {
    return new ProbeRequest(target, nodeName, pool, reservePercent, declared)
        .onMountPoint(requireMountPoint);
  }

  /** As people write it: a path, {@code vg0} or {@code vg0/pool0}. */
  String name() {
    return target.toString();
  }

  /** Whether it is a directory, and not a volume group. */
  boolean isDirectory() {
    return target instanceof ProbeTarget.Directory;
  }

  /**
   * Its path.
   *
   * @throws IllegalStateException when it is a volume group
   */
  Path directory() {
    return switch (target) {
      case ProbeTarget.Directory directory -> directory.path();
      case ProbeTarget.VolumeGroup group ->
          throw new IllegalStateException(group + " is no directory");
    };
  }

  /** How often images there are looked at again; {@code usual} when its pool does not say. */
  Duration verifyEvery(Duration usual) {
    return verification == null || verification.everyMinutes() == null
        ? usual
        : Duration.ofMinutes(verification.everyMinutes());
  }

  /** Whether images there that lost space get it back. */
  boolean repairs() {
    return verification != null && Boolean.TRUE.equals(verification.repair());
  }

  private static boolean isUsable(PoolTarget target) {
    if (target.directory() == null) {
      return target.volumeGroup() != null;
    }
    return isNormal(target.directory().path());
  }

  private static boolean isNormal(String path) {
    return path.startsWith("/")
        && path.indexOf('\0') < 0
        && Path.of(path).normalize().equals(Path.of(path));
  }

  private static ProbeTarget targetOf(PoolTarget target) {
    VolumeGroupTarget group = target.volumeGroup();
    return group != null
        ? new ProbeTarget.VolumeGroup(group.name(), group.thinPool())
        : new ProbeTarget.Directory(Path.of(Objects.requireNonNull(target.directory()).path()));
  }

  private static Place of(StoragePool pool, PoolTarget target) {
    PoolCapacity capacity = pool.getSpec().capacity();
    Integer reserve = capacity == null ? null : capacity.reservePercent();
    return new Place(
        pool.getMetadata().getName(),
        targetOf(target),
        reserve == null ? DEFAULT_RESERVE : reserve,
        Declared.of(pool),
        target.directory() != null && Boolean.TRUE.equals(target.directory().requireMountPoint()),
        pool.getSpec().verification(),
        permission(pool.getMetadata().getName(), pool.getSpec().sources()));
  }

  private static Permission permission(String pool, @Nullable PoolSources sources) {
    List<String> directories =
        sources == null || sources.directories() == null ? List.of() : sources.directories();
    return new Permission(
        directories.stream().filter(Place::isNormal).map(Path::of).toList(),
        sources != null && Boolean.TRUE.equals(sources.allowPrivateAddresses()),
        "StoragePool " + pool);
  }
}
