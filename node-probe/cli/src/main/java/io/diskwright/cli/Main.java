package io.diskwright.cli;

import io.diskwright.cli.command.Messages;
import io.diskwright.cli.command.Root;
import io.diskwright.cli.command.Stop;
import io.diskwright.cli.command.Workshop;
import io.diskwright.cli.input.InvalidInputException;
import io.diskwright.cli.output.Failure;
import io.diskwright.cli.output.Terminal;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** The command line. */
public final class Main {
  private static final String DEBUG = "DISKWRIGHT_DEBUG";

  private Main() {}

  /** Runs and exits. */
  public static void main(String[] args) {
    System.setProperty("slf4j.internal.verbosity", "ERROR");
    Stop stop = Stop.onSignal();
    Terminal terminal = Terminal.system(System.getenv());
    int code = run(List.of(args), new Workshop(terminal, Clock.systemUTC(), stop), System.getenv());
    stop.finished();
    System.exit(code);
  }

  /** Runs one command in this process and returns its exit code. */
  public static int run(List<String> args, Workshop workshop, Map<String, String> environment) {
    Terminal terminal = workshop.terminal();
    CommandLine line = Root.commandLine(workshop, args);
    line.setOut(terminal.out());
    line.setErr(terminal.err());
    line.setColorScheme(
        CommandLine.Help.defaultColorScheme(
            terminal.colour() ? CommandLine.Help.Ansi.ON : CommandLine.Help.Ansi.OFF));
    line.setParameterExceptionHandler((e, unused) -> usage(e, terminal));
    line.setExecutionExceptionHandler(
        (e, unused, result) -> failed(e, terminal, environment.getOrDefault(DEBUG, "")));
    try {
      return line.execute(args.toArray(String[]::new));
    } finally {
      terminal.out().flush();
      terminal.err().flush();
    }
  }

  private static int usage(ParameterException e, Terminal terminal) {
    StringBuilder message = new StringBuilder(String.valueOf(e.getMessage()));
    if (e instanceof UnmatchedArgumentException unmatched) {
      List<String> near = unmatched.getSuggestions();
      if (!near.isEmpty()) {
        message.append("; did you mean ").append(String.join(" or ", near)).append('?');
      }
    }
    Messages.error(
        terminal,
        message + "\nRun '" + e.getCommandLine().getCommandSpec().qualifiedName() + " --help'.");
    return Failure.INVALID;
  }

  private static int failed(Exception e, Terminal terminal, String debug) {
    int code =
        switch (e) {
          case Failure failure -> failure.exitCode();
          case InvalidInputException unused -> Failure.INVALID;
          default -> Failure.FAILED;
        };
    boolean expected = e instanceof Failure || e instanceof InvalidInputException;
    Messages.error(
        terminal,
        expected
            ? String.valueOf(e.getMessage())
            : "something unexpected happened: "
                + e
                + "; run again with "
                + DEBUG
                + "=1 and report what it prints");
    if (debug.equals("1")) {
      e.printStackTrace(terminal.err());
    }
    return code;
  }
}
