package io.diskwright.image;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Programs on the PATH. */
public final class Programs {
  private Programs() {}

  /** What to put before a command so that it is killed when the calling thread ends. */
  public static List<String> endingWithThisThread() {
    return isThere("setpriv") ? List.of("setpriv", "--pdeathsig", "KILL", "--") : List.of();
  }

  /** Whether {@code program} is there. */
  public static boolean isThere(String program) {
    String path = System.getenv().getOrDefault("PATH", "/usr/bin:/bin");
    for (String directory : path.split(File.pathSeparator, -1)) {
      if (!directory.isEmpty() && Files.isExecutable(Path.of(directory, program))) {
        return true;
      }
    }
    return false;
  }
}
