package io.diskwright.cli.command;

import io.diskwright.cli.output.Failure;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** {@code diskwright}: the commands below it, and what all of them understand. */
@Command(
    name = "diskwright",
    versionProvider = Version.class,
    header = "Finds out what storage can really do, and makes VM disk images accordingly.",
    synopsisSubcommandLabel = "COMMAND",
    footer = {
      "",
      "Examples:",
      "  diskwright probe /var/lib/diskwright",
      "  diskwright explain -f image.yaml --target /mnt/images",
      "  diskwright apply -f image.yaml --target /mnt/images",
      "",
      "Exit codes: 0 done, 1 failed while working, 2 bad usage or invalid input,",
      "3 refused (no admissible candidate or not enough space), 4 verify found drift.",
      "Run 'diskwright COMMAND --help' for more about a command."
    })
public final class Root implements Callable<Integer> {
  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      scope = ScopeType.INHERIT,
      description = "Show this help.")
  private boolean help;

  @Option(
      names = {"-V", "--version"},
      versionHelp = true,
      description = "Show the version.")
  private boolean version;

  @Option(
      names = {"-v", "--verbose"},
      scope = ScopeType.INHERIT,
      description = "Say on the standard error what is being done.")
  private void verbose(boolean on) {
    workshop.verbose(on);
  }

  private final Workshop workshop;

  private Root(Workshop workshop) {
    this.workshop = workshop;
  }

  @Override
  public Integer call() throws Failure {
    throw new Failure(Failure.INVALID, "name a command\nRun 'diskwright --help'.");
  }

  /**
   * The command line for {@code args}. When they name a command, the others are left out: making
   * their models takes longer than planning an image.
   *
   * @param others commands by name that are not made here; they go before those of that name
   */
  public static CommandLine commandLine(
      Workshop workshop, List<String> args, Map<String, Supplier<Object>> others) {
    Map<String, Supplier<Object>> commands = new LinkedHashMap<>();
    commands.put("probe", () -> new ProbeCommand(workshop));
    commands.put("plan", () -> new PlanCommand(workshop));
    commands.put("explain", () -> new ExplainCommand(workshop));
    commands.put("apply", () -> new ApplyCommand(workshop));
    commands.put("get", () -> new GetCommand(workshop));
    commands.put("verify", () -> new VerifyCommand(workshop));
    commands.put("delete", () -> new DeleteCommand(workshop));
    commands.put("classes", () -> new ClassesCommand(workshop));
    commands.put("selftest", () -> new SelftestCommand(workshop));
    commands.put("completion", () -> new CompletionCommand(workshop));
    commands.put("resize", () -> new ResizeCommand(workshop));
    commands.put("rotate-key", () -> new RotateKeyCommand(workshop));
    commands.put("calibrate", () -> new CalibrateCommand(workshop));
    commands.putAll(others);
    String named = args.isEmpty() ? "" : args.getFirst();
    // Completion is of all of them.
    if (commands.containsKey(named) && !named.equals("completion")) {
      commands.keySet().retainAll(Set.of(named));
    }
    CommandLine line = new CommandLine(new Root(workshop));
    commands.forEach((name, command) -> line.addSubcommand(name, command.get()));
    line.setCaseInsensitiveEnumValuesAllowed(true);
    line.setUsageHelpWidth(100);
    return line;
  }
}
