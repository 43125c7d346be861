package io.diskwright.probe;

import io.diskwright.libc.Libc;
import io.diskwright.probe.dm.ThinPool;
import io.diskwright.probe.lvm.VolumeGroup;
import io.diskwright.probe.lvm.VolumeGroup.Logical;
import io.diskwright.probe.lvm.VolumeGroup.Physical;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A volume group, or a thin pool in it, with what it lies on.
 *
 * @param pool the thin pool that is meant, or null for the group itself
 * @param active the pool's device, or null when there is none
 * @param state what the pool's device says of itself, or null when it was not to be had
 * @param volume the device of a volume that is there already and shows what others would be like
 * @param stack the group on top; below it the pool's device, else the physical volumes
 */
record GroupPlace(
    VolumeGroup group,
    @Nullable Logical pool,
    @Nullable Layer active,
    @Nullable ThinPool state,
    @Nullable Layer volume,
    Stack stack) {

  /** Looks at the layers of a group that was read. */
  static GroupPlace of(
      VolumeGroup group, @Nullable Logical pool, Libc libc, KernelFiles files, Roots roots) {
    String mountinfo = files.all(roots.proc().resolve("self/mountinfo"));
    StackReader reader = new StackReader(libc, files, roots, mountinfo);
    Layer active =
        pool == null ? null : reader.deviceMapper(pool.deviceUuid(group.uuid()) + "-tpool");
    ThinPool state =
        active == null ? null : active.targets(ThinPool::of).stream().findFirst().orElse(null);
    List<Layer> below = active == null ? physical(group, pool, reader) : List.of(active);
    Layer top = Layer.of(group.name(), LayerTypes.VOLUME_GROUP, below);
    return new GroupPlace(group, pool, active, state, volume(group, pool, reader), new Stack(top));
  }

  /** The physical volumes that the pool lies on, or all. */
  private static List<Layer> physical(
      VolumeGroup group, @Nullable Logical pool, StackReader reader) {
    List<String> wanted = new ArrayList<>();
    if (pool != null) {
      for (String part : List.of(pool.data(), pool.metadata())) {
        Logical volume = group.find(part);
        if (volume != null) {
          wanted.addAll(group.devicesOf(volume));
        }
      }
    }
    List<Layer> layers = new ArrayList<>();
    for (Physical one : group.physical()) {
      if (wanted.isEmpty() || wanted.contains(one.path())) {
        Layer layer = one.missing() ? null : reader.block(one.path());
        layers.add(
            layer == null
                ? new Layer(
                    one.path(),
                    LayerTypes.DISK,
                    null,
                    null,
                    List.of(),
                    "the physical volume " + one.uuid() + " is missing")
                : layer);
      }
    }
    return layers;
  }

  private static @Nullable Layer volume(
      VolumeGroup group, @Nullable Logical pool, StackReader reader) {
    String kind = pool == null ? "linear" : "thin";
    for (Logical one : group.logical()) {
      if (!one.hidden()
          && one.type().equals(kind)
          && (pool == null || one.pool().equals(pool.name()))) {
        Layer layer = reader.deviceMapper(one.deviceUuid(group.uuid()));
        if (layer != null) {
          return layer;
        }
      }
    }
    return null;
  }

  /** As on the command line. */
  String name() {
    return pool == null ? group.name() : group.name() + "/" + pool.name();
  }

  /** Whether it is a thin pool. */
  boolean isThin() {
    return pool != null;
  }
}
