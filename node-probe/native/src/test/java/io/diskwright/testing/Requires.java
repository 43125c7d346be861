package io.diskwright.testing;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;

/**
 * What a test needs from the machine. A test without it is skipped and says why; with
 * DISKWRIGHT_REQUIRE_ALL=1 in the environment it fails instead.
 */
public final class Requires {
  private Requires() {}

  /** Root, loop devices, and each of {@code commands}, such as {@code mkfs.xfs}. */
  public static void loopDevices(String... commands) {
    root();
    that(Files.exists(Path.of("/dev/loop-control")), "there is no /dev/loop-control");
    for (String command : commands) {
      command(command);
    }
  }

  /** Root. */
  public static void root() {
    that("root".equals(System.getProperty("user.name")), "not root");
  }

  /** A program on the PATH or in /usr/sbin. */
  public static void command(String name) {
    boolean found = Files.isExecutable(Path.of("/usr/sbin", name));
    for (String dir : System.getenv().getOrDefault("PATH", "/usr/bin").split(File.pathSeparator)) {
      found |= Files.isExecutable(Path.of(dir, name));
    }
    that(found, name + " is not installed");
  }

  /** A file system the kernel knows. */
  public static void filesystem(String type) {
    that(Shell.read(Path.of("/proc/filesystems")).contains("\t" + type + "\n"), "no " + type);
  }

  /**
   * Skips the test with the reason when the running kernel was built without what it needs: no
   * script can install that, so not even CI asks for it.
   */
  public static void kernel(boolean there, String reason) {
    if (!there) {
      System.out.println("skipped: because " + reason);
    }
    org.junit.jupiter.api.Assumptions.assumeTrue(there, reason);
  }

  /** Anything else; {@code reason} completes "skipped: because …". */
  public static void that(boolean there, String reason) {
    if (there) {
      return;
    }
    String message = "skipped: because " + reason;
    if ("1".equals(System.getenv("DISKWRIGHT_REQUIRE_ALL"))) {
      Assertions.fail("DISKWRIGHT_REQUIRE_ALL=1, but this test would be " + message);
    }
    System.out.println(message);
    Assumptions.abort(message);
  }
}
