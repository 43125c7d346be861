package io.diskwright.probe;

import io.diskwright.api.v1alpha1.DeclaredCapability;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * What to probe, and what is said about it from elsewhere.
 *
 * @param target an existing directory, or a volume group
 * @param nodeName name of the node it is on
 * @param pool name of the pool it belongs to, or empty
 * @param reservePercent percent of the total that is kept free
 * @param declared what no system call can see
 * @param timeLimit for each question; what takes longer is not waited for
 * @param requireMountPoint whether it is of use only while a file system is mounted just there
 */
public record ProbeRequest(
    ProbeTarget target,
    String nodeName,
    String pool,
    int reservePercent,
    List<DeclaredCapability> declared,
    Duration timeLimit,
    boolean requireMountPoint) {
  /** A disk that spins up, or a path that fails over, takes less; who waits longer is stuck. */
  public static final Duration USUAL_LIMIT = Duration.ofSeconds(10);

  /** The lists are copied. */
  public ProbeRequest {
    declared = List.copyOf(declared);
    if (!timeLimit.isPositive()) {
      throw new IllegalArgumentException("a time limit of " + timeLimit + " lets nothing be asked");
    }
  }

  /** With the usual time limit. */
  public ProbeRequest(
      ProbeTarget target,
      String nodeName,
      String pool,
      int reservePercent,
      List<DeclaredCapability> declared) {
    this(target, nodeName, pool, reservePercent, declared, USUAL_LIMIT, false);
  }

  /** About a directory. */
  public ProbeRequest(
      Path directory,
      String nodeName,
      String pool,
      int reservePercent,
      List<DeclaredCapability> declared) {
    this(new ProbeTarget.Directory(directory), nodeName, pool, reservePercent, declared);
  }

  /** The same with another time limit for each question. */
  public ProbeRequest within(Duration limit) {
    return new ProbeRequest(
        target, nodeName, pool, reservePercent, declared, limit, requireMountPoint);
  }

  /**
   * The same, of use only while a file system is mounted just there, if that is {@code required}.
   */
  public ProbeRequest onMountPoint(boolean required) {
    return new ProbeRequest(target, nodeName, pool, reservePercent, declared, timeLimit, required);
  }

  /**
   * The directory.
   *
   * @throws IllegalStateException when the target is a volume group
   */
  public Path directory() {
    if (target instanceof ProbeTarget.Directory directory) {
      return directory.path();
    }
    throw new IllegalStateException(target + " is no directory");
  }
}
