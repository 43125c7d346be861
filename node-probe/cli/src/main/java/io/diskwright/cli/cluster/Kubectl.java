package io.diskwright.cli.cluster;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.diskwright.cli.output.Failure;
import io.diskwright.cli.output.Json;
import io.diskwright.image.CommandRunner;
import io.diskwright.image.ProcessRunner;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * Asks the cluster by the user's own {@code kubectl}: with its configuration, its plugins for
 * signing in, and its rights.
 */
final class Kubectl {
  /** Of one answer; 2,000 nodes with 24 devices each take a good 100 MiB. */
  private static final int LARGEST = 512 << 20;

  private static final Duration LIMIT = Duration.ofMinutes(2);

  private final List<String> global;
  private final CommandRunner runner;
  private final BooleanSupplier goOn;

  /**
   * Asks nothing yet.
   *
   * @param global options that go to every call, such as {@code --context=prod}
   * @param goOn says no once the user wants no answer any more
   */
  Kubectl(List<String> global, BooleanSupplier goOn) {
    this(global, goOn, new ProcessRunner(LARGEST));
  }

  Kubectl(List<String> global, BooleanSupplier goOn, CommandRunner runner) {
    this.global = List.copyOf(global);
    this.goOn = goOn;
    this.runner = runner;
  }

  /** The objects that {@code kubectl get} finds: of one that is named, only itself. */
  <T> List<T> get(Class<T> type, String... arguments) throws Failure {
    List<String> command = new ArrayList<>(List.of("get", "-o", "json"));
    command.addAll(List.of(arguments));
    JsonNode root = json(command);
    List<T> found = new ArrayList<>();
    try {
      if (root.has("items")) {
        for (JsonNode item : root.path("items")) {
          found.add(Json.mapper().treeToValue(item, type));
        }
      } else {
        found.add(Json.mapper().treeToValue(root, type));
      }
      return found;
    } catch (JsonProcessingException e) {
      throw unreadable(command, e);
    }
  }

  /** The version of the API server. */
  String version() throws Failure {
    return json(List.of("get", "--raw=/version")).path("gitVersion").asText();
  }

  private JsonNode json(List<String> command) throws Failure {
    try {
      return Json.mapper().readTree(run(command));
    } catch (JsonProcessingException e) {
      throw unreadable(command, e);
    }
  }

  private static Failure unreadable(List<String> command, JsonProcessingException e) {
    return new Failure(
        Failure.FAILED,
        "kubectl %s: the answer cannot be read: %s; are Diskwright's CRDs of the version of this command?"
            .formatted(String.join(" ", command), e.getOriginalMessage()),
        e);
  }

  /**
   * What {@code kubectl} prints.
   *
   * @throws Failure when it fails, with what it says
   */
  String run(List<String> arguments) throws Failure {
    List<String> command = new ArrayList<>(List.of("kubectl"));
    command.addAll(global);
    command.addAll(arguments);
    try {
      CommandRunner.Result result = runner.run(command, LIMIT, goOn);
      return switch (result.end()) {
        case Exited -> {
          if (result.exitCode() != 0) {
            throw new Failure(
                Failure.FAILED,
                "kubectl %s: %s".formatted(arguments.getFirst(), result.errors().strip()));
          }
          yield result.output();
        }
        case TimedOut ->
            throw new Failure(
                Failure.FAILED,
                "kubectl %s did not answer for %d s; is the API server there? kubectl version tells"
                    .formatted(arguments.getFirst(), LIMIT.toSeconds()));
        case Stopped -> throw new Failure(Failure.FAILED, "stopped");
      };
    } catch (IOException e) {
      throw new Failure(
          Failure.FAILED,
          "kubectl cannot be started: %s; install it, or put it on the PATH"
              .formatted(e.getMessage()),
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Failure(Failure.FAILED, "interrupted", e);
    }
  }
}
