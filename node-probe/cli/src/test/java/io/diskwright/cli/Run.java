package io.diskwright.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.diskwright.cli.command.Stop;
import io.diskwright.cli.command.Workshop;
import io.diskwright.cli.output.Json;
import io.diskwright.cli.output.Terminal;
import java.io.ByteArrayInputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** One run of the command line in this process. */
record Run(int exitCode, String out, String err) {
  static Run of(String... args) {
    return with("", args);
  }

  /** With {@code input} on the standard input. */
  static Run with(String input, String... args) {
    return with(input.getBytes(StandardCharsets.UTF_8), args);
  }

  static Run with(byte[] input, String... args) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    Terminal terminal =
        new Terminal(
            new ByteArrayInputStream(input),
            new PrintWriter(out),
            new PrintWriter(err),
            false,
            false);
    int code =
        Main.run(List.of(args), new Workshop(terminal, Clock.systemUTC(), Stop.never()), Map.of());
    return new Run(code, out.toString(), err.toString());
  }

  /** What was printed by {@code -o json}. */
  JsonNode json() {
    try {
      return Objects.requireNonNull(Json.mapper().readTree(out));
    } catch (JsonProcessingException e) {
      throw new AssertionError("no JSON: " + out + err, e);
    }
  }
}
