package io.diskwright.agent.export;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The version of qemu-storage-daemon. Before 10.0.10 a FUSE export writes the data of one request
 * under another when several are on their way (QEMU: "fuse: Copy write buffer content before
 * polling"), without an error; 10.1 and 10.2 were not looked at.
 */
record DaemonVersion(int major, int minor, int patch) {
  private static final Pattern SAID = Pattern.compile("version (\\d+)\\.(\\d+)\\.(\\d+)");

  /**
   * From what {@code --version} prints.
   *
   * @throws ExportException when it is none
   */
  static DaemonVersion parse(String printed) throws ExportException {
    Matcher said = SAID.matcher(printed);
    if (!said.find()) {
      throw new ExportException(
          "\"qemu-storage-daemon --version\" does not say its version: %s. Install the one of the package qemu-utils of Debian 13."
              .formatted(printed.strip()));
    }
    return new DaemonVersion(
        Integer.parseInt(said.group(1)),
        Integer.parseInt(said.group(2)),
        Integer.parseInt(said.group(3)));
  }

  /** Whether what is written through it is what is read again. */
  boolean isSafe() {
    return major >= 11 || (major == 10 && minor == 0 && patch >= 10);
  }

  /** Throws unless it is one that can be trusted. */
  void require() throws ExportException {
    if (!isSafe()) {
      throw new ExportException(
          "qemu-storage-daemon is version %s, and nothing is exported by it: of those before 10.0.10 it is known that they corrupt what is written. Use 10.0.10 or a later 10.0, or 11 and newer, as the agent's own container image has."
              .formatted(this));
    }
  }

  @Override
  public String toString() {
    return major + "." + minor + "." + patch;
  }
}
