package io.diskwright.agent;

import io.diskwright.agent.Sight.Refusal;
import io.diskwright.api.v1alpha1.DeviceIdentity;
import io.diskwright.api.v1alpha1.Reasons.OtherDevice;
import io.diskwright.api.v1alpha1.StorageDeviceStatus;
import io.diskwright.libc.Marker;
import io.diskwright.probe.Whereabouts;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Whether what is at a place is what was published for it; pure. What is not known contradicts
 * nothing; a disk's world-wide name alone proves nothing, for there are disks that share one.
 */
final class IdentityCheck {
  private static final String MOUNT_POINT = "mountPoint";

  private IdentityCheck() {}

  /**
   * Why {@code found} is not the device published before.
   *
   * @param name of the device as published
   * @param expected as published
   * @param found at the same place now
   */
  static Optional<Refusal> replaced(
      String name, StorageDeviceStatus expected, StorageDeviceStatus found) {
    DeviceIdentity was = expected.identity();
    DeviceIdentity is = found.identity();
    if (differ(was.machineId(), is.machineId())) {
      return Optional.of(
          refusal(
              OtherDevice.NodeReplaced,
              "the node was set up anew: it was machine %s and is %s now"
                  .formatted(was.machineId(), is.machineId()),
              "Bring the old machine back",
              name));
    }
    boolean marked = was.marker() != null && was.marker().equals(is.marker());
    if (was.filesystemUuid() != null && !sameFilesystem(was, is, marked)) {
      return Optional.of(otherFilesystem(name, expected, found));
    }
    if (was.marker() != null && !marked) {
      return Optional.of(
          refusal(
              OtherDevice.DeviceReplaced,
              "expected is the identity %s, and %s"
                  .formatted(
                      was.marker(),
                      is.marker() == null ? "there is none" : "there is " + is.marker()),
              "Bring the right directory back",
              name));
    }
    return otherDisk(name, was, is);
  }

  /** Why a place bears an identity that another one bears too; by which both are meant. */
  static Optional<Refusal> duplicate(Sight one, Iterable<Sight> all) {
    List<String> others = new ArrayList<>();
    boolean oneDirectory = true;
    for (Sight other : all) {
      if (!other.place().equals(one.place()) && isDuplicate(one, other)) {
        others.add(other.place().name());
        oneDirectory &= isOneDirectory(one.where(), other.where());
      }
    }
    DeviceIdentity identity = one.identity();
    if (others.isEmpty() || identity == null) {
      return Optional.empty();
    }
    String there = String.join(", ", others);
    return Optional.of(
        new Refusal(
            OtherDevice.DuplicateIdentity.name(),
            oneDirectory
                ? "%s and %s are one directory under several paths; name it once in the pools"
                    .formatted(one.place().name(), there)
                : ("%s and %s bear one identity, %s, and nothing tells which of them is the copy,"
                        + " so none is used. Unmount the copy, or give its file system another UUID"
                        + " and remove its marker .diskwright-identity")
                    .formatted(one.place().name(), there, described(identity))));
  }

  /** Whether both say that they are the same device. */
  static boolean isSame(DeviceIdentity expected, DeviceIdentity found) {
    boolean marked = expected.marker() != null && expected.marker().equals(found.marker());
    return expected.marker() != null
        ? marked && sameFilesystem(expected, found, true)
        : expected.filesystemUuid() != null && sameFilesystem(expected, found, false);
  }

  private static boolean isDuplicate(Sight one, Sight other) {
    DeviceIdentity a = one.identity();
    DeviceIdentity b = other.identity();
    if (a == null || b == null) {
      return false;
    }
    if (a.marker() != null && b.marker() != null) {
      return a.marker().equals(b.marker());
    }
    Whereabouts here = one.where();
    Whereabouts there = other.where();
    return here != null
        && there != null
        && isUuid(a.filesystemUuid())
        && Objects.equals(a.filesystemUuid(), b.filesystemUuid())
        && !here.superblock().equals(there.superblock());
  }

  private static boolean isOneDirectory(@Nullable Whereabouts one, @Nullable Whereabouts other) {
    return one != null
        && other != null
        && one.superblock().equals(other.superblock())
        && one.inode() == other.inode();
  }

  private static Refusal otherFilesystem(
      String name, StorageDeviceStatus expected, StorageDeviceStatus found) {
    String wasAt = expected.properties().getOrDefault(MOUNT_POINT, "");
    String isAt = found.properties().getOrDefault(MOUNT_POINT, "");
    boolean unmounted = wasAt.length() > isAt.length() && !isAt.isEmpty();
    return unmounted
        ? refusal(
            OtherDevice.NotMounted,
            "expected is %s, mounted at %s; nothing is mounted there, and what is there belongs to"
                    .formatted(described(expected.identity()), wasAt)
                + " %s, mounted at %s".formatted(described(found.identity()), isAt),
            "Mount the right one",
            name)
        : refusal(
            OtherDevice.DeviceReplaced,
            "expected is %s, and there is %s"
                .formatted(described(expected.identity()), described(found.identity())),
            "Mount the right one",
            name);
  }

  /** A clone takes UUID and marker along, but not the names of the disk. */
  private static Optional<Refusal> otherDisk(String name, DeviceIdentity was, DeviceIdentity is) {
    boolean wwnDiffers = differ(plain(was.wwn()), plain(is.wwn()));
    boolean serialDiffers = differ(was.serial(), is.serial());
    boolean serialSame = was.serial() != null && was.serial().equals(is.serial());
    boolean wwnSame = was.wwn() != null && Objects.equals(plain(was.wwn()), plain(is.wwn()));
    if ((wwnDiffers && !serialSame) || (serialDiffers && !wwnSame)) {
      return Optional.of(
          refusal(
              OtherDevice.DeviceReplaced,
              "expected is %s on the disk %s, and there is the same on the disk %s: a copy"
                  .formatted(described(was), disk(was), disk(is)),
              "Bring the right disk back",
              name));
    }
    return Optional.empty();
  }

  private static Refusal refusal(OtherDevice reason, String what, String todo, String name) {
    return new Refusal(
        reason.name(),
        "This is not the device that was published: %s. %s; or, to use what is there now as a new"
                .formatted(what, todo)
            + " device, delete the StorageDevice "
            + name);
  }

  private static boolean sameFilesystem(DeviceIdentity was, DeviceIdentity is, boolean marked) {
    boolean weak = marked && !(isUuid(was.filesystemUuid()) && isUuid(is.filesystemUuid()));
    return weak || Objects.equals(was.filesystemUuid(), is.filesystemUuid());
  }

  private static boolean isUuid(@Nullable String text) {
    return text != null && Marker.isUuid(text);
  }

  private static boolean differ(@Nullable String one, @Nullable String other) {
    return one != null && other != null && !one.equals(other);
  }

  /** {@code naa.5000…}, {@code 0x5000…} and {@code 5000…} are one name in different clothes. */
  private static @Nullable String plain(@Nullable String wwn) {
    return wwn == null
        ? null
        : wwn.toLowerCase(Locale.ROOT).replaceFirst("^(naa\\.|eui\\.|uuid\\.|0x)", "");
  }

  private static String disk(DeviceIdentity identity) {
    return identity.wwn() != null
        ? identity.wwn()
        : Objects.requireNonNullElse(identity.serial(), "without a name");
  }

  private static String described(DeviceIdentity identity) {
    String filesystem =
        identity.filesystemUuid() == null
            ? "a file system without UUID"
            : "file system " + identity.filesystemUuid();
    return identity.marker() == null
        ? filesystem
        : filesystem + " (identity " + identity.marker() + ")";
  }
}
