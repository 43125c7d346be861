package io.diskwright.cli.cluster;

import io.diskwright.api.v1alpha1.BecauseEntry;
import io.diskwright.api.v1alpha1.Decision;
import io.diskwright.api.v1alpha1.RejectedCandidate;
import io.diskwright.api.v1alpha1.VmDiskImage;
import io.diskwright.cli.command.Workshop;
import io.diskwright.cli.output.Failure;
import io.diskwright.cli.output.Table;
import io.diskwright.cli.output.Terminal;
import io.diskwright.cli.output.Terminal.Style;
import io.diskwright.decision.Demands;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code kubectl diskwright why}. */
@Command(
    name = "why",
    header = "Says in short why images on a cluster are as they are, or are not.",
    description =
        "The conditions, what the decision rests on, and the next best. 'explain' has all.",
    footer = {
      "",
      "Examples:",
      "  kubectl diskwright why orders-db -n shop",
      "  diskwright why orders-db --context prod"
    })
public final class WhyCommand implements Callable<Integer> {
  private static final int NEXT_BEST = 3;

  @Mixin private ClusterOptions cluster = new ClusterOptions();

  @Parameters(paramLabel = "NAME", arity = "1..*", description = "The images.")
  private List<String> names = new ArrayList<>();

  private final Workshop workshop;

  /** Prints to the terminal of {@code workshop}. */
  public WhyCommand(Workshop workshop) {
    this.workshop = workshop;
  }

  @Override
  public Integer call() throws Failure {
    for (VmDiskImage image :
        cluster.kubectl(workshop).get(VmDiskImage.class, cluster.images(names))) {
      print(image);
    }
    return 0;
  }

  private void print(VmDiskImage image) {
    Terminal terminal = workshop.terminal();
    line(terminal.styled(Style.Bold, Demands.name(image)) + ": " + States.of(terminal, image));
    Table conditions = new Table("", "", "");
    for (Condition one : States.conditions(image)) {
      conditions.row(
          one.getType(),
          States.of(terminal, one),
          Objects.requireNonNullElse(one.getMessage(), ""));
    }
    terminal.out().print(conditions.text(2));
    Decision decision = image.getStatus() == null ? null : image.getStatus().decision();
    if (decision != null) {
      line("");
      line(
          "  %s %s on %s, because"
              .formatted(decision.policy(), decision.format(), decision.device()));
      for (BecauseEntry because : decision.because()) {
        line("  - " + because.message());
      }
      List<RejectedCandidate> rejected = decision.rejected();
      if (!rejected.isEmpty()) {
        line("");
        line("  Next best");
        for (RejectedCandidate one : rejected.subList(0, Math.min(NEXT_BEST, rejected.size()))) {
          line(
              "  - %s %s on %s: %s"
                  .formatted(one.policy(), one.format(), one.device(), one.message()));
        }
      }
    }
    line("");
  }

  private void line(String text) {
    workshop.terminal().out().println(text);
  }
}
