package io.diskwright.cli.command;

import io.diskwright.api.v1alpha1.BecauseEntry;
import io.diskwright.api.v1alpha1.Decision;
import io.diskwright.api.v1alpha1.VmDiskImage;
import io.diskwright.cli.input.InvalidInputException;
import io.diskwright.cli.output.Bytes;
import io.diskwright.cli.output.Failure;
import io.diskwright.cli.output.Table;
import io.diskwright.cli.plan.Planned;
import io.diskwright.cli.plan.Refusals;
import io.diskwright.cli.plan.Results;
import io.diskwright.decision.Demands;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code diskwright plan}. */
@Command(
    name = "plan",
    header = "Decides how each image would be made, and makes nothing.",
    description = "Prints each VmDiskImage with status.decision. An image made already keeps its.",
    footer = {
      "",
      "Examples:",
      "  diskwright plan -f image.yaml --target /mnt/ssd --target /mnt/disk",
      "  diskwright plan -f image.yaml --devices devices.yaml -o json",
      "  cat image.yaml | diskwright plan -f - -o yaml"
    })
final class PlanCommand implements Callable<Integer> {
  @Mixin private Planning planning = new Planning();
  @Mixin private OutputOption output = new OutputOption();

  private final Workshop workshop;

  PlanCommand(Workshop workshop) {
    this.workshop = workshop;
  }

  @Override
  public Integer call() throws Failure, InvalidInputException {
    Planning.Plans plans = planning.decide(workshop);
    Results results = results(plans);
    if (!results.images().isEmpty()) {
      if (output.isTable()) {
        workshop.terminal().out().print(table(results.images()));
      } else {
        output.print(workshop.terminal(), results.images(), plans.planned().size() == 1);
      }
    }
    return Messages.finish(workshop.terminal(), results);
  }

  static Results results(Planning.Plans plans) {
    List<VmDiskImage> images = new ArrayList<>();
    List<Failure> failures = new ArrayList<>();
    for (Planned planned : plans.planned()) {
      switch (planned) {
        case Planned.ToMake make -> images.add(make.image());
        case Planned.Made made -> images.add(made.image());
        case Planned.Refused refused ->
            failures.add(Refusals.failure(refused, plans.world().troubles()));
      }
    }
    return new Results(images, failures);
  }

  static String table(List<VmDiskImage> images) {
    Table table =
        new Table("NAME", "SIZE", "POLICY", "FORMAT", "DEVICE", "SCORE", "NOW", "AT MOST", "WHY");
    for (VmDiskImage image : images) {
      Decision decision =
          Objects.requireNonNull(image.getStatus().decision(), "only decided images are shown");
      table.row(
          Demands.name(image),
          String.valueOf(image.getSpec().size()),
          decision.policy().name(),
          decision.format().name(),
          decision.device(),
          Integer.toString(decision.score()),
          Bytes.text(decision.expected().allocatedBytes()),
          Bytes.text(decision.expected().maximumBytes()),
          decision.because().stream().findFirst().map(BecauseEntry::message).orElse(""));
    }
    return table.text(0);
  }
}
