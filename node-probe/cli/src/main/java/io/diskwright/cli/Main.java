package io.diskwright.cli;

import io.diskwright.cli.cluster.ClusterExplainCommand;
import io.diskwright.cli.cluster.ClusterGetCommand;
import io.diskwright.cli.cluster.ClusterVerifyCommand;
import io.diskwright.cli.cluster.DoctorCommand;
import io.diskwright.cli.cluster.TopCommand;
import io.diskwright.cli.cluster.WhyCommand;
import io.diskwright.cli.command.Messages;
import io.diskwright.cli.command.Root;
import io.diskwright.cli.command.Stop;
import io.diskwright.cli.command.Workshop;
import io.diskwright.cli.input.InvalidInputException;
import io.diskwright.cli.output.Failure;
import io.diskwright.cli.output.Terminal;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** The command line. */
public final class Main {
  private static final String DEBUG = "DISKWRIGHT_DEBUG";

  /** Set when the launcher is called by the name of a plugin of kubectl. */
  private static final String PLUGIN = "diskwright.plugin";

  private static final List<String> OF_THIS_MACHINE = List.of("--target", "-f", "--filename");

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
    boolean plugin = Boolean.getBoolean(PLUGIN);
    CommandLine line = Root.commandLine(workshop, args, clusters(workshop, args, plugin));
    if (plugin) {
      line.setCommandName("kubectl diskwright");
    }
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

  /**
   * The commands that speak of a cluster. Called as {@code kubectl diskwright}, those do that have
   * the names of others, unless they are told of a place or a file of this machine.
   */
  private static Map<String, Supplier<Object>> clusters(
      Workshop workshop, List<String> args, boolean plugin) {
    Map<String, Supplier<Object>> commands = new LinkedHashMap<>();
    commands.put("why", () -> new WhyCommand(workshop));
    commands.put("top", () -> new TopCommand(workshop));
    commands.put("doctor", () -> new DoctorCommand(workshop));
    if (plugin && args.stream().noneMatch(Main::isOfThisMachine)) {
      commands.put("get", () -> new ClusterGetCommand(workshop));
      commands.put("explain", () -> new ClusterExplainCommand(workshop));
      commands.put("verify", () -> new ClusterVerifyCommand(workshop));
    }
    return commands;
  }

  private static boolean isOfThisMachine(String argument) {
    return OF_THIS_MACHINE.stream()
        .anyMatch(option -> argument.equals(option) || argument.startsWith(option + "="));
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
