package io.diskwright.cli.command;

import io.diskwright.api.v1alpha1.ConditionTypes;
import io.diskwright.api.v1alpha1.Conditions;
import io.diskwright.api.v1alpha1.VmDiskImage;
import io.diskwright.cli.output.Failure;
import io.diskwright.cli.output.Table;
import io.diskwright.cli.output.Terminal;
import io.diskwright.cli.output.Terminal.Style;
import io.diskwright.cli.plan.Keys;
import io.diskwright.cli.plan.Maker;
import io.diskwright.cli.plan.Results;
import io.diskwright.cli.plan.Statuses;
import io.diskwright.cli.state.StoredImage;
import io.diskwright.decision.Demands;
import io.diskwright.image.Verification;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code diskwright verify}. */
@Command(
    name = "verify",
    header = "Compares what is on disk with what was decided; changes nothing unless asked.",
    description = {
      "Looks at header, virtual size and allocated bytes. Exits with 4 on drift.",
      "",
      "With --repair, an image that was preallocated and lost space to a guest's discard or to a"
          + " clone gets it back; its data stays as it is. Anything else that drifted is left alone,"
          + " and so is an image in use."
    },
    footer = {
      "",
      "Examples:",
      "  diskwright verify --target /mnt/images",
      "  diskwright verify shop/orders-db -o json",
      "  diskwright verify shop/orders-db --repair"
    })
final class VerifyCommand implements Callable<Integer> {
  @Mixin private TargetOption target = new TargetOption();
  @Mixin private OutputOption output = new OutputOption();

  @Parameters(
      paramLabel = "NAME",
      arity = "0..1",
      defaultValue = "",
      description = "Only this image: NAME or NAMESPACE/NAME.")
  private String name = "";

  @Option(
      names = "--repair",
      description = "Reserve space again that was promised and is not there any more.")
  private boolean repair;

  private final Workshop workshop;

  VerifyCommand(Workshop workshop) {
    this.workshop = workshop;
  }

  @Override
  public Integer call() throws Failure {
    Maker maker = workshop.maker(Keys.NONE);
    Statuses statuses = workshop.statuses();
    List<VmDiskImage> images = new ArrayList<>();
    List<Failure> failures = new ArrayList<>();
    for (StoredImage stored : new Stored(workshop, target.places()).find(name)) {
      try {
        VmDiskImage image = statuses.verified(stored.image(), found(maker, stored));
        images.add(image);
        Condition state = allocated(image);
        if (!Conditions.isTrue(image.getStatus().conditions(), ConditionTypes.ALLOCATED)) {
          failures.add(
              new Failure(
                  Failure.DRIFTED,
                  stored.name()
                      + ": "
                      + state.getMessage()
                      + (stored.allocated() ? "" : " (making it was interrupted: apply again)")));
        }
      } catch (Failure e) {
        failures.add(e);
      }
    }
    if (output.isTable()) {
      workshop.terminal().out().print(table(images));
    } else {
      output.print(workshop.terminal(), images, !name.isEmpty());
    }
    return Messages.finish(workshop.terminal(), new Results(images, failures));
  }

  /** What is on disk, after it was repaired if that was asked for and is of use. */
  private Verification found(Maker maker, StoredImage stored) throws Failure {
    Verification found = maker.look(stored);
    return repair && found instanceof Verification.Drifted drifted && drifted.isRepairable()
        ? maker.repair(stored)
        : found;
  }

  private String table(List<VmDiskImage> images) {
    Terminal terminal = workshop.terminal();
    Table table = new Table("NAME", "STATE", "FOUND");
    for (VmDiskImage image : images) {
      Condition state = allocated(image);
      boolean good = "True".equals(state.getStatus());
      table.row(
          Demands.name(image),
          terminal.styled(good ? Style.Good : Style.Bad, state.getReason()),
          state.getMessage());
    }
    return table.text(0);
  }

  private static Condition allocated(VmDiskImage image) {
    return Objects.requireNonNull(
        Conditions.find(image.getStatus().conditions(), ConditionTypes.ALLOCATED),
        "a verified image has the condition");
  }
}
