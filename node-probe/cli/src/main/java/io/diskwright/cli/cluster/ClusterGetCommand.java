package io.diskwright.cli.cluster;

import io.diskwright.api.v1alpha1.AllocationResult;
import io.diskwright.api.v1alpha1.Attachment;
import io.diskwright.api.v1alpha1.Decision;
import io.diskwright.api.v1alpha1.VmDiskImage;
import io.diskwright.api.v1alpha1.VmDiskImageStatus;
import io.diskwright.cli.command.OutputOption;
import io.diskwright.cli.command.Workshop;
import io.diskwright.cli.output.Bytes;
import io.diskwright.cli.output.Failure;
import io.diskwright.cli.output.Table;
import io.diskwright.decision.Demands;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code kubectl diskwright get}. */
@Command(
    name = "get",
    header = "Lists the images of a cluster: how they were made, where, and how they stand.",
    footer = {
      "",
      "Examples:",
      "  kubectl diskwright get",
      "  kubectl diskwright get orders-db -n shop",
      "  kubectl diskwright get -A -o json",
      "  kubectl diskwright get --target /mnt/images      those of this machine"
    })
public final class ClusterGetCommand implements Callable<Integer> {
  @Mixin private ClusterOptions cluster = new ClusterOptions();
  @Mixin private OutputOption output = new OutputOption();

  @Parameters(paramLabel = "NAME", arity = "0..*", description = "Only these images.")
  private List<String> names = new ArrayList<>();

  private final Workshop workshop;

  /** Prints to the terminal of {@code workshop}. */
  public ClusterGetCommand(Workshop workshop) {
    this.workshop = workshop;
  }

  @Override
  public Integer call() throws Failure {
    List<VmDiskImage> images =
        cluster.kubectl(workshop).get(VmDiskImage.class, cluster.images(names));
    if (!output.isTable()) {
      output.print(workshop.terminal(), images, names.size() == 1);
    } else if (images.isEmpty()) {
      workshop.notice("no images; -A looks in all namespaces");
    } else {
      workshop.terminal().out().print(table(images));
    }
    return 0;
  }

  private String table(List<VmDiskImage> images) {
    Table table =
        new Table("NAME", "SIZE", "POLICY", "FORMAT", "NODE", "ALLOCATED", "STATE", "CLAIM");
    for (VmDiskImage image : images) {
      VmDiskImageStatus status = image.getStatus();
      Decision decision = status == null ? null : status.decision();
      AllocationResult made = status == null ? null : status.allocation();
      Attachment attached = status == null ? null : status.attachment();
      table.row(
          Demands.name(image),
          image.getSpec().size() == null ? "-" : image.getSpec().size().toString(),
          decision == null ? "-" : decision.policy().name(),
          decision == null ? "-" : decision.format().name(),
          decision == null ? "-" : decision.node(),
          made == null ? "-" : Bytes.text(made.allocatedBytes()),
          States.of(workshop.terminal(), image),
          attached == null || attached.claimName() == null ? "-" : attached.claimName());
    }
    return table.text(0);
  }
}
