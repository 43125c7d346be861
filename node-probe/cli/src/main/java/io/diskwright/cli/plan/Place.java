package io.diskwright.cli.plan;

import io.diskwright.api.v1alpha1.DeclaredCapability;
import io.diskwright.api.v1alpha1.PoolCapacity;
import io.diskwright.api.v1alpha1.StoragePool;
import io.diskwright.cli.output.Failure;
import io.diskwright.probe.HangException;
import io.diskwright.probe.ProbeRequest;
import io.diskwright.probe.ProbeTarget;
import io.diskwright.probe.TimeLimited;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A directory images may be placed in, which may be missing as long as its parent is there; or a
 * volume group.
 *
 * @param target a directory is absolute, without symbolic links
 * @param exists whether the directory is there; of a group that is not looked at
 * @param pool the pool it belongs to, or null
 * @param requireMountPoint whether it is of use only while a file system is mounted just there
 */
public record Place(
    ProbeTarget target, boolean exists, @Nullable StoragePool pool, boolean requireMountPoint) {
  private static final int DEFAULT_RESERVE_PERCENT = 10;

  /** What the Java runtime makes of bytes of an argument that are not UTF-8. */
  private static final char NOT_UTF_8 = '\uFFFD';

  private static final TimeLimited LOOKING = new TimeLimited(ProbeRequest.USUAL_LIMIT);

  /** Of use wherever it is. */
  Place(ProbeTarget target, boolean exists, @Nullable StoragePool pool) {
    this(target, exists, pool, false);
  }

  /** A directory. */
  Place(Path directory, boolean exists, @Nullable StoragePool pool) {
    this(new ProbeTarget.Directory(directory), exists, pool);
  }

  /** The same, with the rules of another one. */
  Place ruledBy(Place other) {
    return new Place(target, exists, other.pool, other.requireMountPoint);
  }

  /**
   * The same, of use only while a file system is mounted just there, if that is {@code required}.
   */
  Place onMountPoint(boolean required) {
    return new Place(target, exists, pool, required);
  }

  /**
   * Looks where {@code given} leads.
   *
   * @throws Failure when it is no directory, or neither it nor its parent is there
   */
  static Place of(String given, @Nullable StoragePool pool) throws Failure {
    Optional<ProbeTarget.VolumeGroup> group = VolumeGroups.parse(given);
    return group.isPresent() ? new Place(group.get(), true, pool) : directory(given, pool);
  }

  /**
   * A directory, however it is written. Where the kernel does not answer, the path is taken as it
   * is: the probe says what hangs.
   */
  static Place directory(String given, @Nullable StoragePool pool) throws Failure {
    if (given.indexOf(NOT_UTF_8) >= 0) {
      throw new Failure(
          Failure.INVALID,
          given
              + " has a name that is not UTF-8; rename it, or give it a second name: mkdir NAME &&"
              + " mount --bind DIRECTORY NAME");
    }
    try {
      return LOOKING.call(given, "stat", () -> look(given, pool));
    } catch (HangException e) {
      return new Place(Path.of(given).toAbsolutePath().normalize(), true, pool);
    }
  }

  private static Place look(String given, @Nullable StoragePool pool) throws Failure {
    try {
      Path path = Path.of(given).toAbsolutePath().normalize();
      if (Files.exists(path)) {
        if (isLost(path)) {
          return new Place(path, true, pool); // the probe says what has become of it
        }
        Path real = path.toRealPath();
        if (!Files.isDirectory(real)) {
          throw new Failure(
              Failure.INVALID, given + " is not a directory; name a directory for images");
        }
        return new Place(real, true, pool);
      }
      if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
        throw new Failure(
            Failure.INVALID, given + " is a symbolic link to nothing; name a directory");
      }
      Path parent = Objects.requireNonNullElse(path.getParent(), path);
      Path name = path.getFileName();
      if (name == null || !Files.isDirectory(parent)) {
        throw missing(given, parent);
      }
      return new Place(parent.toRealPath().resolve(name), false, pool);
    } catch (InvalidPathException e) {
      throw new Failure(Failure.INVALID, "the target is not a path: " + e.getReason(), e);
    } catch (AccessDeniedException e) {
      throw new Failure(
          Failure.REFUSED, given + " cannot be entered; run as its owner, or name another", e);
    } catch (IOException e) {
      throw new Failure(Failure.FAILED, given + " cannot be looked at: " + e.getMessage(), e);
    }
  }

  /**
   * Whether a path that leads somewhere leads to what does not answer any more: the name is known
   * still, and stat(2) of it fails, as when the device of a mounted xfs was taken away.
   */
  private static boolean isLost(Path path) {
    try {
      Files.readAttributes(path, BasicFileAttributes.class);
      return false;
    } catch (NoSuchFileException | AccessDeniedException e) {
      return false;
    } catch (IOException e) {
      return true;
    }
  }

  private static Failure missing(String given, Path parent) {
    return new Failure(
        Failure.INVALID,
        given
            + " does not exist, and neither does the directory "
            + parent
            + " it would be made in; create it, or mount what belongs there");
  }

  /** The same, as it is now. */
  Place again() throws Failure {
    return isDirectory()
        ? directory(directory().toString(), pool).onMountPoint(requireMountPoint)
        : this;
  }

  /** Whether it is a directory, and not a volume group. */
  public boolean isDirectory() {
    return target instanceof ProbeTarget.Directory;
  }

  /**
   * Its path.
   *
   * @throws IllegalStateException when it is a volume group
   */
  public Path directory() {
    return switch (target) {
      case ProbeTarget.Directory directory -> directory.path();
      case ProbeTarget.VolumeGroup group ->
          throw new IllegalStateException(group + " is no directory");
    };
  }

  /** The name of its pool, or empty. */
  String poolName() {
    return pool == null ? "" : pool.getMetadata().getName();
  }

  /** Percent of the total that is kept free. */
  int reservePercent() {
    PoolCapacity capacity = pool == null ? null : pool.getSpec().capacity();
    return capacity == null
        ? DEFAULT_RESERVE_PERCENT
        : Objects.requireNonNullElse(capacity.reservePercent(), DEFAULT_RESERVE_PERCENT);
  }

  /** What is declared about it. */
  List<DeclaredCapability> declared() {
    List<DeclaredCapability> declared = pool == null ? null : pool.getSpec().declaredCapabilities();
    return Objects.requireNonNullElse(declared, List.of());
  }
}
