package io.diskwright.e2e;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A script of this project that takes minutes. */
record Script(List<String> command, Map<String, String> environment) {

  /**
   * How it ended.
   *
   * @param code its exit code; -1 when it was stopped for taking too long
   * @param tail the end of what it printed
   */
  record Outcome(int code, String tail) {}

  static Script of(String path, String... arguments) {
    return new Script(
        Stream.concat(Stream.of(Project.path(path).toString()), Stream.of(arguments)).toList(),
        Map.of());
  }

  Script with(Map<String, String> variables) {
    return new Script(command, variables);
  }

  /** Runs it to its end, or for so many minutes; nothing that it started outlives it by that. */
  Outcome run(long minutes, Path logs) throws IOException, InterruptedException {
    Path log = Files.createTempFile(logs, "run", ".log");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectInput(Path.of("/dev/null").toFile())
            .redirectOutput(log.toFile());
    builder.environment().putAll(environment);
    Process process = builder.start();
    boolean ended = false;
    try {
      ended = process.waitFor(minutes, TimeUnit.MINUTES);
      String text = new String(Files.readAllBytes(log), StandardCharsets.UTF_8);
      return new Outcome(
          ended ? process.exitValue() : -1, text.substring(Math.max(0, text.length() - 20_000)));
    } finally {
      if (!ended) {
        process.descendants().forEach(ProcessHandle::destroy);
        process.destroy();
      }
    }
  }
}
