package io.diskwright.e2e.server;

import io.diskwright.e2e.Project;
import io.diskwright.testing.Requires;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** Tools that scripts of {@code e2e/tools} build, once, from modules that they pin. */
final class BuiltTools {
  private BuiltTools() {}

  /** The directory that a script says they are in; skips the calling test when it fails. */
  static Path by(String script) {
    String path = Project.path("e2e/tools").resolve(script).toString();
    try {
      Process process =
          new ProcessBuilder("bash", path)
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .redirectInput(Path.of("/dev/null").toFile())
              .start();
      byte[] output = process.getInputStream().readAllBytes();
      Requires.that(process.waitFor() == 0, path + " failed, see above");
      return Path.of(new String(output, StandardCharsets.UTF_8).strip());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting for " + path, e);
    }
  }
}
