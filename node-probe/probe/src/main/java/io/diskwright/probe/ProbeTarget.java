package io.diskwright.probe;

import io.diskwright.api.v1alpha1.DeviceTarget;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** What can be probed. */
public sealed interface ProbeTarget {
  /** As it is published. */
  DeviceTarget published();

  /**
   * A directory.
   *
   * @param path of a directory that exists
   */
  record Directory(Path path) implements ProbeTarget {
    @Override
    public DeviceTarget published() {
      return new DeviceTarget(path.toAbsolutePath().normalize().toString(), null, null);
    }

    @Override
    public String toString() {
      return path.toString();
    }
  }

  /**
   * An LVM volume group, or a thin pool in it.
   *
   * @param name of the group
   * @param thinPool name of the pool, or null for the group itself
   */
  record VolumeGroup(String name, @Nullable String thinPool) implements ProbeTarget {
    @Override
    public DeviceTarget published() {
      return new DeviceTarget(null, name, thinPool);
    }

    /** As on the command line: {@code vg0} or {@code vg0/pool0}. */
    @Override
    public String toString() {
      return thinPool == null ? name : name + "/" + thinPool;
    }
  }
}
