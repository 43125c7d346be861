package io.diskwright.e2e.server;

import io.diskwright.testing.Requires;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The program helm, as {@code e2e/tools/helm.sh} builds it; it keeps its files in a directory. */
public record Helm(Path program, Path home) {

  /** Finds it, building it if needed; skips the calling test when it cannot. */
  public static Helm locate(Path home) {
    Requires.command("go"); // it builds helm
    return new Helm(BuiltTools.by("helm.sh").resolve("helm"), home);
  }

  /**
   * What a run came to.
   *
   * @param code 0 when it did what was asked for
   * @param out standard output
   * @param err standard error
   */
  public record Result(int code, String out, String err) {}

  /** Runs it. */
  public Result run(String... arguments) {
    return run(List.of(arguments));
  }

  /** Runs it. */
  public Result run(List<String> arguments) {
    List<String> command = new ArrayList<>(List.of(program.toString()));
    command.addAll(arguments);
    Path errors = home.resolve("helm.err");
    ProcessBuilder builder = new ProcessBuilder(command).redirectError(errors.toFile());
    for (String kind : new String[] {"CACHE", "CONFIG", "DATA"}) {
      builder.environment().put("HELM_" + kind + "_HOME", home.resolve("helm-" + kind).toString());
    }
    try {
      Process process = builder.start();
      process.getOutputStream().close();
      String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return new Result(process.waitFor(), out, java.nio.file.Files.readString(errors));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting for helm", e);
    }
  }

  /**
   * Runs it.
   *
   * @return what it printed
   * @throws IllegalStateException with what it printed, when it fails
   */
  public String must(String... arguments) {
    return must(List.of(arguments));
  }

  /** The same. */
  public String must(List<String> arguments) {
    Result result = run(arguments);
    if (result.code() != 0) {
      throw new IllegalStateException(
          "helm %s ended with %d: %s%s"
              .formatted(String.join(" ", arguments), result.code(), result.out(), result.err()));
    }
    return result.out();
  }
}
