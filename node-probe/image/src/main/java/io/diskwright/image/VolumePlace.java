package io.diskwright.image;

import io.diskwright.api.v1alpha1.DeviceTarget;
import io.diskwright.libc.Libc;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where logical volumes are made.
 *
 * @param group name of the volume group
 * @param thinPool name of the thin pool in it, or null for the group itself
 * @param identity what it must still be: the group's UUID, or {@code group/pool}, and the machine
 */
public record VolumePlace(String group, @Nullable String thinPool, PlaceIdentity identity) {
  /** lvm(8), "VALID NAMES"; a name never begins like an option. */
  private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9+_.][a-zA-Z0-9+_.-]{0,126}");

  /**
   * The place that {@code target} names.
   *
   * @throws ImageException when it names no volume group, or by a name that LVM does not allow
   */
  public static VolumePlace of(DeviceTarget target, PlaceIdentity identity) throws ImageException {
    String group = target.volumeGroup();
    if (group == null) {
      throw new ImageException(
          ImageException.Kind.WrongPlace, "The order names no volume group; give one.");
    }
    requireName(group, "volume group");
    if (target.thinPool() != null) {
      requireName(target.thinPool(), "thin pool");
    }
    return new VolumePlace(group, target.thinPool(), identity);
  }

  /** As on the command line: {@code vg0} or {@code vg0/pool0}. */
  public String text() {
    return thinPool == null ? group : group + "/" + thinPool;
  }

  /** How {@code found} differs from what was ordered; the rest of a sentence, or empty. */
  Optional<String> difference(Libc libc, VolumeGroupState found) {
    Optional<String> machine = identity.otherMachine(libc);
    if (machine.isPresent()) {
      return machine;
    }
    String uuid = found.uuid();
    if (thinPool != null) {
      Optional<VolumeGroupState.Volume> pool = found.find(thinPool);
      if (pool.isEmpty() || !pool.get().type().equals("thin-pool")) {
        return Optional.of("has no thin pool of that name any more");
      }
      uuid = uuid + "/" + pool.get().uuid();
    }
    String ordered = identity.filesystem();
    return ordered.isEmpty() || ordered.equals(uuid)
        ? Optional.empty()
        : Optional.of(
            "has the UUID "
                + uuid
                + ", but the order is for "
                + ordered
                + " (another group or pool bears the name now)");
  }

  private static void requireName(String name, String what) throws ImageException {
    if (!NAME.matcher(name).matches() || name.equals(".") || name.equals("..")) {
      throw new ImageException(
          ImageException.Kind.WrongPlace,
          "\"" + name + "\" is no name of a " + what + "; write it as vgs and lvs do.");
    }
  }
}
