package io.diskwright.image.source;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What this process may do that others may not; capabilities(7). */
final class Capabilities {
  private static final Path STATUS = Path.of("/proc/self/status");
  private static final String EFFECTIVE = "CapEff:";

  // include/uapi/linux/capability.h
  private static final long CHOWN = 1L;
  private static final long SETGID = 1L << 6;
  private static final long SETUID = 1L << 7;
  private static final long NEEDED = CHOWN | SETGID | SETUID;

  private Capabilities() {}

  /** Whether a child can be made another user, and files given to it. */
  static boolean canChangeUser() {
    try {
      return canChangeUser(Files.readString(STATUS));
    } catch (IOException e) {
      return false;
    }
  }

  static boolean canChangeUser(String status) {
    return status
        .lines()
        .filter(line -> line.startsWith(EFFECTIVE))
        .map(line -> Long.parseUnsignedLong(line.substring(EFFECTIVE.length()).strip(), 16))
        .anyMatch(effective -> (effective & NEEDED) == NEEDED);
  }
}
