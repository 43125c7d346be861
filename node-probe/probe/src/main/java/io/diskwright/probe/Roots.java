package io.diskwright.probe;

import java.nio.file.Path;

/**
 * Where the kernel shows itself; other places in tests.
 *
 * @param sys /sys
 * @param proc /proc
 * @param dev /dev
 * @param machineId /etc/machine-id
 */
record Roots(Path sys, Path proc, Path dev, Path machineId) {
  static final Roots REAL =
      new Roots(Path.of("/sys"), Path.of("/proc"), Path.of("/dev"), Path.of("/etc/machine-id"));
}
