package io.diskwright.e2e;

import static org.assertj.core.api.Assertions.fail;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/**
 * What a test needs from its machine. A test whose needs are not met is skipped and says why on
 * standard output; with {@code DISKWRIGHT_REQUIRE_ALL=1} it fails instead, so that a CI run cannot
 * pass by skipping.
 */
public final class Requirements {

  private Requirements() {}

  /** Skips the calling test (or fails it, when everything is required) unless {@code met}. */
  public static void require(boolean met, String because) {
    if (met) {
      return;
    }
    if ("1".equals(System.getenv("DISKWRIGHT_REQUIRE_ALL"))) {
      fail("DISKWRIGHT_REQUIRE_ALL=1, but " + because);
    }
    System.out.println("skipped: because " + because);
    Assumptions.abort("because " + because);
  }

  /** Requires an effective user id of 0. */
  public static void requireRoot() {
    require("root".equals(System.getProperty("user.name")), "the test needs root for loop devices");
  }

  /** Requires every named program on the {@code PATH}. */
  public static void requirePrograms(String... names) {
    for (String name : names) {
      require(onPath(name), "the program " + name + " is not on the PATH");
    }
  }

  /** Whether {@code name} is an executable file in a directory of the {@code PATH}. */
  public static boolean onPath(String name) {
    return pathDirectories().map(dir -> dir.resolve(name)).anyMatch(Files::isExecutable);
  }

  private static Stream<Path> pathDirectories() {
    String path = Objects.requireNonNullElse(System.getenv("PATH"), "");
    return Arrays.stream(path.split(File.pathSeparator)).filter(d -> !d.isEmpty()).map(Path::of);
  }
}
