package io.diskwright.cli.plan;

import io.diskwright.api.v1alpha1.DeviceIdentity;
import io.diskwright.api.v1alpha1.DeviceTarget;
import io.diskwright.api.v1alpha1.DiskAllocationSpec;
import io.diskwright.cli.output.Failure;
import io.diskwright.cli.state.StateStore;
import io.diskwright.image.ImageException;
import io.diskwright.image.LogicalVolumes;
import io.diskwright.image.PlaceIdentity;
import io.diskwright.image.VolumePlace;
import io.diskwright.libc.Libc;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Where the objects of a place are remembered: in the directory itself. A volume group holds no
 * files: those of its images are kept below {@code /var/lib/diskwright/volume-groups}, by the UUID
 * of the group, and of the thin pool below that, whatever they are called.
 */
public final class Home {
  private static final Path PARENT = Path.of("/var/lib");
  private static final Path BASE = PARENT.resolve("diskwright").resolve("volume-groups");

  /** One or two of LVM's UUIDs. */
  private static final Pattern UUID = Pattern.compile("[A-Za-z0-9-]{1,64}(/[A-Za-z0-9-]{1,64})?");

  private Home() {}

  /**
   * Of a place.
   *
   * @param volumes asked which group bears the name
   * @throws Failure when LVM knows no such group
   */
  public static Path of(Place place, LogicalVolumes volumes) throws Failure {
    if (place.isDirectory()) {
      return place.directory();
    }
    try {
      return ofGroup(volumes.uuid(volumes(place, "")));
    } catch (ImageException e) {
      throw Maker.failure(e);
    }
  }

  /** Of the place that an order names. */
  static Path of(DiskAllocationSpec order) {
    return of(order.target(), order.identity());
  }

  /** Of a place that was probed; nothing of a volume group whose UUID could not be asked. */
  static Optional<Path> ofProbed(Place place, DeviceIdentity identity) {
    return place.isDirectory() || identity.filesystemUuid() != null
        ? Optional.of(of(place.target().published(), identity))
        : Optional.empty();
  }

  /** Of a target of that identity. */
  static Path of(DeviceTarget target, DeviceIdentity identity) {
    return target.directory() == null
        ? ofGroup(Objects.requireNonNullElse(identity.filesystemUuid(), ""))
        : Path.of(target.directory());
  }

  /** Of the group, or the group and the pool, of that UUID. */
  static Path ofGroup(String uuid) {
    if (!UUID.matcher(uuid).matches()) {
      throw new IllegalStateException("'" + uuid + "' is no UUID of a volume group");
    }
    return BASE.resolve(uuid);
  }

  /** The volume group that {@code place} names, being the one of that UUID if one is given. */
  static VolumePlace volumes(Place place, String uuid) throws ImageException {
    return VolumePlace.of(place.target().published(), new PlaceIdentity(uuid, "", ""));
  }

  /** The UUID that made the name of a home. */
  static String uuid(Path home) {
    return BASE.relativize(home).toString();
  }

  /** Makes what lies above the home of a volume group, for its owner only. */
  static void prepare(Libc libc, Path home) throws Failure {
    if (home.startsWith(BASE)) {
      StateStore.createParents(libc, PARENT, home);
    }
  }
}
