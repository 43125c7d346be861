package io.diskwright.cli.command;

import io.diskwright.cli.output.Failure;
import io.diskwright.cli.output.Table;
import io.diskwright.cli.output.Terminal;
import io.diskwright.cli.output.Terminal.Style;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code diskwright selftest}. */
@Command(
    name = "selftest",
    header = "Checks that this host has what is needed, one line each.",
    description = "Exits with 1 if something that is needed is missing.",
    footer = {"", "Examples:", "  diskwright selftest", "  diskwright selftest -o json"})
final class SelftestCommand implements Callable<Integer> {
  @Mixin private OutputOption output = new OutputOption();

  private final Workshop workshop;

  SelftestCommand(Workshop workshop) {
    this.workshop = workshop;
  }

  @Override
  public Integer call() {
    Terminal terminal = workshop.terminal();
    List<HostChecks.Check> checks = new HostChecks(workshop.libc()).all();
    if (output.isTable()) {
      Table table = new Table("", "", "");
      for (HostChecks.Check check : checks) {
        table.row(mark(terminal, check), check.what(), check.found());
      }
      terminal.out().print(table.text(0));
    } else {
      output.print(terminal, checks.stream().map(SelftestCommand::fields).toList(), false);
    }
    return checks.stream().allMatch(check -> check.good() || !check.needed()) ? 0 : Failure.FAILED;
  }

  private static String mark(Terminal terminal, HostChecks.Check check) {
    return check.good()
        ? terminal.styled(Style.Good, "ok")
        : check.needed()
            ? terminal.styled(Style.Bad, "MISSING")
            : terminal.styled(Style.Doubtful, "not here");
  }

  private static Map<String, Object> fields(HostChecks.Check check) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("name", check.what());
    fields.put("ok", check.good());
    fields.put("needed", check.needed());
    fields.put("detail", check.found());
    return fields;
  }
}
