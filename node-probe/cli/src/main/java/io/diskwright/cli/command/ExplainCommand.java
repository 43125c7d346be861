package io.diskwright.cli.command;

import io.diskwright.cli.input.InvalidInputException;
import io.diskwright.cli.output.Failure;
import io.diskwright.cli.plan.Planned;
import io.diskwright.cli.plan.Results;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code diskwright explain}. */
@Command(
    name = "explain",
    header = "Decides like plan, and says why, for people.",
    description = "The choice, what it rests on, what it gives up, and what was rejected and why.",
    footer = {
      "",
      "Examples:",
      "  diskwright explain -f image.yaml --target /mnt/images",
      "  diskwright explain -f image.yaml --devices devices.yaml --all"
    })
final class ExplainCommand implements Callable<Integer> {
  @Mixin private Planning planning = new Planning();
  @Mixin private OutputOption output = new OutputOption();

  @Option(names = "--all", description = "Show every rejected candidate that was kept.")
  private boolean all;

  private final Workshop workshop;

  ExplainCommand(Workshop workshop) {
    this.workshop = workshop;
  }

  @Override
  public Integer call() throws Failure, InvalidInputException {
    Planning.Plans plans = planning.decide(workshop);
    Results results = PlanCommand.results(plans);
    if (!output.isTable()) {
      if (!results.images().isEmpty()) {
        output.print(workshop.terminal(), results.images(), plans.planned().size() == 1);
      }
      return Messages.finish(workshop.terminal(), results);
    }
    Explanation explanation = new Explanation(workshop.terminal(), plans.world(), all);
    for (Planned planned : plans.planned()) {
      explanation.print(planned);
    }
    return Messages.finish(workshop.terminal(), results);
  }
}
