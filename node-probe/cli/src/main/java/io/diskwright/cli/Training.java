package io.diskwright.cli;

import io.diskwright.cli.command.Stop;
import io.diskwright.cli.command.Workshop;
import io.diskwright.cli.output.Terminal;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.Writer;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Runs what users run, so that the JVM remembers the classes; see {@code
 * node-probe/bin/diskwright}.
 */
public final class Training {
  private Training() {}

  /** Works in the directory {@code args[0]}, which holds image.json and the directory pool. */
  public static void main(String[] args) {
    System.setProperty("slf4j.internal.verbosity", "ERROR");
    String image = args[0] + "/image.json";
    String pool = args[0] + "/pool";
    List<String> work = List.of("-f", image, "--target", pool);
    for (String form : List.of("table", "yaml", "json")) {
      run("probe", List.of(pool, "-o", form));
      run("plan", with(work, "-o", form));
      run("apply", with(work, "-o", form));
      run("get", List.of("--target", pool, "-o", form));
      run("verify", List.of("--target", pool, "-o", form));
    }
    run("probe", List.of(pool, "-o", "wide"));
    run("probe", List.of(pool, "--why", "cloning"));
    run("explain", work);
    run("delete", List.of("training", "--target", pool));
    run("plan", List.of("--help"));
    run("plan", List.of("-f", pool));
  }

  private static List<String> with(List<String> args, String... more) {
    return Stream.concat(args.stream(), List.of(more).stream()).toList();
  }

  private static void run(String command, List<String> args) {
    Terminal nobody =
        new Terminal(
            InputStream.nullInputStream(),
            new PrintWriter(Writer.nullWriter()),
            new PrintWriter(Writer.nullWriter()),
            false,
            false);
    // Whether it works matters to tests; here only what it loads does.
    int unused =
        Main.run(
            Stream.concat(List.of(command).stream(), args.stream()).toList(),
            new Workshop(nobody, Clock.systemUTC(), Stop.never()),
            Map.of());
  }
}
