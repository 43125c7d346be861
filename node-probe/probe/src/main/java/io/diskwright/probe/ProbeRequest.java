package io.diskwright.probe;

import io.diskwright.api.v1alpha1.DeclaredCapability;
import java.nio.file.Path;
import java.util.List;

/**
 * What to probe, and what is said about it from elsewhere.
 *
 * @param directory an existing directory
 * @param nodeName name of the node it is on
 * @param pool name of the pool it belongs to, or empty
 * @param reservePercent percent of the total that is kept free
 * @param declared what no system call can see
 */
public record ProbeRequest(
    Path directory,
    String nodeName,
    String pool,
    int reservePercent,
    List<DeclaredCapability> declared) {
  /** The lists are copied. */
  public ProbeRequest {
    declared = List.copyOf(declared);
  }
}
