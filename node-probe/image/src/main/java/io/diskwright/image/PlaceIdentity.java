package io.diskwright.image;

import io.diskwright.api.v1alpha1.DeviceIdentity;
import io.diskwright.libc.ErrnoException;
import io.diskwright.libc.Fcntl;
import io.diskwright.libc.Fd;
import io.diskwright.libc.FilesystemId;
import io.diskwright.libc.Libc;
import io.diskwright.libc.Marker;
import io.diskwright.libc.MarkerFile;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a place must still be before anything there is written or deleted. Each part is empty when
 * it was not known; what is not known contradicts nothing.
 *
 * @param filesystem identity of the file system, as {@link FilesystemId} tells it
 * @param marker the UUID in the marker that the pool wrote
 * @param machine machine id of the node
 */
public record PlaceIdentity(String filesystem, String marker, String machine) {
  /** Of a place that nothing is known of. */
  public static final PlaceIdentity UNKNOWN = new PlaceIdentity("", "", "");

  private static final String MACHINE_ID =
      "/etc/machine-id"; // machine-id(5): 32 hexadecimal digits
  private static final int MACHINE_ID_LENGTH = 64;

  /** The part of {@code identity} that is checked. */
  public static PlaceIdentity of(@Nullable DeviceIdentity identity) {
    return identity == null
        ? UNKNOWN
        : new PlaceIdentity(
            Objects.requireNonNullElse(identity.filesystemUuid(), ""),
            Objects.requireNonNullElse(identity.marker(), ""),
            Objects.requireNonNullElse(identity.machineId(), ""));
  }

  /** A marker for the place that {@code identity} tells of, not yet written. */
  public static Marker fresh(DeviceIdentity identity, String pool, Instant now) {
    return Marker.fresh(
        now,
        Objects.requireNonNullElse(identity.filesystemUuid(), ""),
        Objects.requireNonNullElse(identity.wwn(), ""),
        Objects.requireNonNullElse(identity.serial(), ""),
        Objects.requireNonNullElse(identity.machineId(), ""),
        pool);
  }

  /**
   * How an open pool differs from this; empty when it does not. The answer is the rest of a
   * sentence that begins with the pool.
   */
  public Optional<String> difference(Libc libc, Fd pool) {
    Optional<String> other = otherMachine(libc);
    if (other.isPresent()) {
      return other;
    }
    boolean marked = false;
    if (!marker.isEmpty()) {
      switch (MarkerFile.read(libc, pool)) {
        case MarkerFile.Reading.Found found -> {
          marked = found.marker().uuid().equals(marker);
          if (!marked) {
            return Optional.of(
                "bears the identity "
                    + found.marker().uuid()
                    + ", but the order is for "
                    + marker
                    + " (another device is there now)");
          }
        }
        case MarkerFile.Reading.None none -> {
          Optional<String> filesystem = otherFilesystem(libc, pool, false);
          return filesystem.isPresent()
              ? filesystem
              : Optional.of(
                  "has no file "
                      + MarkerFile.NAME
                      + ", but the order is for the identity "
                      + marker
                      + " (the file was removed, or another directory is there now)");
        }
        case MarkerFile.Reading.Bad bad -> {
          return Optional.of(
              "cannot show that it is what was ordered: its file "
                  + MarkerFile.NAME
                  + " "
                  + bad.why());
        }
      }
    }
    return otherFilesystem(libc, pool, marked);
  }

  /**
   * How the file system of {@code directory} differs from this; empty when it does not.
   *
   * @param marked whether the marker was found to be the right one: then an identity that is no
   *     UUID, which a file system may have anew with each mount, proves nothing
   */
  Optional<String> otherFilesystem(Libc libc, Fd directory, boolean marked) {
    if (filesystem.isEmpty()) {
      return Optional.empty();
    }
    String found = FilesystemId.of(libc, directory);
    boolean weak = marked && !(Marker.isUuid(filesystem) && Marker.isUuid(found));
    return found.equals(filesystem) || weak
        ? Optional.empty()
        : Optional.of(
            "is on file system "
                + (found.isEmpty() ? "without identity" : found)
                + ", but the order is for "
                + filesystem
                + " (another one is mounted there now, or the right one is not)");
  }

  /** How this machine differs from the one meant; empty when it does not. */
  Optional<String> otherMachine(Libc libc) {
    String found = machine.isEmpty() ? "" : thisMachine(libc);
    return found.isEmpty() || found.equals(machine)
        ? Optional.empty()
        : Optional.of(
            "is on the machine "
                + found
                + ", but the order is for "
                + machine
                + " (the node was set up anew under the same name)");
  }

  /** The machine id; empty when it cannot be read. */
  private static String thisMachine(Libc libc) {
    try (Fd file = libc.openat(Fd.CWD, MACHINE_ID, Fcntl.O_RDONLY | Fcntl.O_CLOEXEC, 0)) {
      return new String(libc.pread(file, MACHINE_ID_LENGTH, 0), StandardCharsets.UTF_8).strip();
    } catch (ErrnoException e) {
      return "";
    }
  }
}
