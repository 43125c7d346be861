package io.diskwright.probe;

import io.diskwright.api.v1alpha1.DeclaredCapability;
import java.nio.file.Path;
import java.util.List;

/**
 * What to probe, and what is said about it from elsewhere.
 *
 * @param target an existing directory, or a volume group
 * @param nodeName name of the node it is on
 * @param pool name of the pool it belongs to, or empty
 * @param reservePercent percent of the total that is kept free
 * @param declared what no system call can see
 */
public record ProbeRequest(
    ProbeTarget target,
    String nodeName,
    String pool,
    int reservePercent,
    List<DeclaredCapability> declared) {
  /** The lists are copied. */
  public ProbeRequest {
    declared = List.copyOf(declared);
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
