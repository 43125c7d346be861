package io.diskwright.e2e.server;

import io.diskwright.testing.Requires;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

/**
 * Where etcd, kube-apiserver and kubectl are: in the directory that the system property {@code
 * diskwright.tools} or the variable {@code DISKWRIGHT_TOOLS} names, else where {@code
 * e2e/tools/build.sh} has put them.
 */
public record ServerTools(Path directory) {

  /** Finds the programs, building them if needed; skips the calling test when it cannot. */
  public static ServerTools locate() {
    String given =
        Objects.requireNonNullElse(
            System.getProperty("diskwright.tools"),
            Objects.requireNonNullElse(System.getenv("DISKWRIGHT_TOOLS"), ""));
    if (given.isEmpty()) {
      Requires.command("go"); // it builds the API server
      given = BuiltTools.by("build.sh").toString();
    }
    ServerTools tools = new ServerTools(Path.of(given));
    for (String name : new String[] {"etcd", "kube-apiserver", "kubectl"}) {
      Requires.that(
          Files.isExecutable(tools.program(name)), "there is no program " + tools.program(name));
    }
    return tools;
  }

  /** The path of one program. */
  public Path program(String name) {
    return directory.resolve(name);
  }
}
