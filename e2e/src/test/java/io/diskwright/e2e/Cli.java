package io.diskwright.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The command line as its user runs it: the launcher script, with arguments and standard input. */
final class Cli {

  private static final long LIMIT_SECONDS = 300;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Map<String, String> environment = new HashMap<>(Map.of("DISKWRIGHT_NO_BUILD", "1"));
  private List<String> program = List.of(Project.path("node-probe/bin/diskwright").toString());

  /** Sets an environment variable for the runs that follow. */
  Cli with(String variable, String value) {
    environment.put(variable, value);
    return this;
  }

  /** Calls it by another program, such as {@code kubectl diskwright}, in the runs that follow. */
  Cli as(String... words) {
    program = List.of(words);
    return this;
  }

  /** Runs it with nothing on standard input. */
  Result run(String... arguments) {
    return runWithInput("", arguments);
  }

  /** Runs it with {@code input} on standard input. */
  Result runWithInput(String input, String... arguments) {
    List<String> command = new ArrayList<>(program);
    command.addAll(List.of(arguments));
    try {
      Path in = Files.createTempFile("cli", ".in");
      Path out = Files.createTempFile("cli", ".out");
      Path err = Files.createTempFile("cli", ".err");
      try {
        Files.writeString(in, input);
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().putAll(environment);
        builder.redirectInput(in.toFile()).redirectOutput(out.toFile()).redirectError(err.toFile());
        Process process = builder.start();
        if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
          process.destroyForcibly();
          throw new AssertionError("did not end: " + command);
        }
        return new Result(process.exitValue(), read(out), read(err), command);
      } finally {
        for (Path file : List.of(in, out, err)) {
          Files.delete(file);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static String read(Path file) throws IOException {
    return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
  }

  /**
   * How a run ended.
   *
   * @param code the exit code
   * @param out all of standard output
   * @param err all of standard error
   * @param command what was run
   */
  record Result(int code, String out, String err, List<String> command) {

    /** Asserts the exit code. */
    Result expect(int expected) {
      assertThat(code).as("exit code of %s%n%s%n%s", command, err, out).isEqualTo(expected);
      return this;
    }

    /** Asserts a refusal as a person should get it: the code, one message, nothing but it. */
    Result expectRefusal(int expected) {
      expect(expected);
      assertThat(out).as("standard output of %s", command).isBlank();
      assertThat(err)
          .as("standard error of %s", command)
          .isNotBlank()
          .doesNotContain("\tat ", "Exception", "null")
          .hasSizeLessThan(6000);
      return this;
    }

    /** The objects on standard output, of one object or of a list. */
    List<JsonNode> objects() {
      JsonNode root = json();
      List<JsonNode> found = new ArrayList<>();
      root.path("items").forEach(found::add);
      return root.has("items") ? found : List.of(root);
    }

    private JsonNode json() {
      try {
        return JSON.readTree(out);
      } catch (JsonProcessingException e) {
        throw new AssertionError("not JSON: " + out, e);
      }
    }
  }
}
