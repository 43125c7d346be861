package io.diskwright.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Places in the source tree and its build results. */
public final class Project {

  private static final Path ROOT = findRoot();

  private Project() {}

  /** The directory of the parent pom. */
  public static Path root() {
    return ROOT;
  }

  /** A path below {@link #root()}. */
  public static Path path(String relative) {
    return ROOT.resolve(relative);
  }

  /** Files directly in {@code directory} whose name matches {@code glob}, sorted by name. */
  public static List<Path> list(Path directory, String glob) {
    var matcher = directory.getFileSystem().getPathMatcher("glob:" + glob);
    try (Stream<Path> files = Files.list(directory)) {
      return files.filter(f -> matcher.matches(f.getFileName())).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path findRoot() {
    for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
      if (Files.isDirectory(at.resolve("node-probe")) && Files.isDirectory(at.resolve("e2e"))) {
        return at;
      }
    }
    throw new IllegalStateException("run the tests from inside the source tree");
  }
}
