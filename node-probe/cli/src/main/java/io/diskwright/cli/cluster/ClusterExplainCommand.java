package io.diskwright.cli.cluster;

import io.diskwright.api.v1alpha1.StorageDevice;
import io.diskwright.api.v1alpha1.VmDiskImage;
import io.diskwright.cli.command.Explanation;
import io.diskwright.cli.command.Workshop;
import io.diskwright.cli.output.Failure;
import io.diskwright.cli.plan.World;
import io.diskwright.decision.Demands;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code kubectl diskwright explain}. */
@Command(
    name = "explain",
    header = "Says why images of a cluster were decided as they were.",
    description = "The choice, what it rests on, what it gives up, and what was rejected and why.",
    footer = {
      "",
      "Examples:",
      "  kubectl diskwright explain orders-db -n shop",
      "  kubectl diskwright explain orders-db --all",
      "  kubectl diskwright explain -f image.yaml --target /mnt/images      on this machine"
    })
public final class ClusterExplainCommand implements Callable<Integer> {
  @Mixin private ClusterOptions cluster = new ClusterOptions();

  @Option(names = "--all", description = "Show every rejected candidate that was kept.")
  private boolean all;

  @Parameters(paramLabel = "NAME", arity = "1..*", description = "The images.")
  private List<String> names = new ArrayList<>();

  private final Workshop workshop;

  /** Prints to the terminal of {@code workshop}. */
  public ClusterExplainCommand(Workshop workshop) {
    this.workshop = workshop;
  }

  @Override
  public Integer call() throws Failure {
    Kubectl kubectl = cluster.kubectl(workshop);
    List<VmDiskImage> images = kubectl.get(VmDiskImage.class, cluster.images(names));
    World world =
        new World(
            List.of(),
            kubectl.get(StorageDevice.class, "storagedevices.diskwright.io"),
            List.of(),
            List.of(),
            List.of());
    Explanation explanation = new Explanation(workshop.terminal(), world, all);
    for (VmDiskImage image : images) {
      if (image.getStatus() == null || image.getStatus().decision() == null) {
        throw new Failure(
            Failure.REFUSED,
            Demands.name(image)
                + " is not decided; 'kubectl diskwright why "
                + image.getMetadata().getName()
                + "' says why not");
      }
      explanation.made(image);
    }
    return 0;
  }
}
