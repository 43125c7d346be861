package io.diskwright.cli.cluster;

import io.diskwright.api.v1alpha1.AllocationResult;
import io.diskwright.api.v1alpha1.Annotations;
import io.diskwright.api.v1alpha1.ConditionTypes;
import io.diskwright.api.v1alpha1.Conditions;
import io.diskwright.api.v1alpha1.Reasons;
import io.diskwright.api.v1alpha1.VmDiskImage;
import io.diskwright.cli.command.Workshop;
import io.diskwright.cli.output.Failure;
import io.diskwright.cli.output.Table;
import io.diskwright.decision.Demands;
import io.fabric8.kubernetes.api.model.Condition;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code kubectl diskwright verify}. */
@Command(
    name = "verify",
    header = "Has the nodes look at images of a cluster again, and waits for what they find.",
    description = "Exits with 4 when one is not on disk as it was decided.",
    footer = {
      "",
      "Examples:",
      "  kubectl diskwright verify orders-db -n shop",
      "  kubectl diskwright verify orders-db --timeout 300",
      "  kubectl diskwright verify --target /mnt/images      those of this machine"
    })
public final class ClusterVerifyCommand implements Callable<Integer> {
  private static final Duration PACE = Duration.ofMillis(500);
  private static final Duration ASK_AGAIN = Duration.ofSeconds(5);

  @Mixin private ClusterOptions cluster = new ClusterOptions();

  @Option(
      names = "--timeout",
      paramLabel = "SECONDS",
      defaultValue = "60",
      description = "How long to wait for the nodes. Default: ${DEFAULT-VALUE}.")
  private int seconds = 60;

  @Parameters(paramLabel = "NAME", arity = "1..*", description = "The images.")
  private List<String> names = new ArrayList<>();

  private final Workshop workshop;

  /** Prints to the terminal of {@code workshop}. */
  public ClusterVerifyCommand(Workshop workshop) {
    this.workshop = workshop;
  }

  @Override
  public Integer call() throws Failure {
    Kubectl kubectl = cluster.kubectl(workshop);
    String[] which = cluster.images(names);
    Map<String, String> before = new HashMap<>();
    kubectl.get(VmDiskImage.class, which).forEach(one -> before.put(uid(one), verifiedAt(one)));
    long start = System.nanoTime();
    long asked = start;
    ask(kubectl, which);
    List<VmDiskImage> images = kubectl.get(VmDiskImage.class, which);
    while (!images.stream().allMatch(image -> isLookedAt(image, before))) {
      long now = System.nanoTime();
      if (now - start > Duration.ofSeconds(seconds).toNanos() || workshop.isToStop()) {
        throw tooLate(images.stream().filter(image -> !isLookedAt(image, before)).toList());
      }
      LockSupport.parkNanos(PACE.toNanos());
      if (now - asked > ASK_AGAIN.toNanos()) { // the time of a look is told to the second
        asked = now;
        ask(kubectl, which);
      }
      images = kubectl.get(VmDiskImage.class, which);
    }
    Table table = new Table("NAME", "STATE", "FOUND");
    int code = 0;
    for (VmDiskImage image : images) {
      Condition state = allocated(image);
      table.row(
          Demands.name(image),
          States.of(workshop.terminal(), state),
          state == null ? "not made yet" : state.getMessage());
      code = state != null && "True".equals(state.getStatus()) ? code : Failure.DRIFTED;
    }
    workshop.terminal().out().print(table.text(0));
    return code;
  }

  private static void ask(Kubectl kubectl, String[] which) throws Failure {
    List<String> annotate = new ArrayList<>(List.of("annotate", "--overwrite"));
    annotate.addAll(List.of(which));
    annotate.add(Annotations.VERIFY + "=" + System.currentTimeMillis());
    kubectl.run(annotate);
  }

  private Failure tooLate(List<VmDiskImage> images) {
    return new Failure(
        Failure.FAILED,
        "not looked at within %d s: %s; is the agent of the node there? 'kubectl diskwright doctor' tells"
            .formatted(
                seconds, images.stream().map(Demands::name).collect(Collectors.joining(", "))));
  }

  /** Whether somebody has looked since, or there is nothing that could be looked at. */
  private static boolean isLookedAt(VmDiskImage image, Map<String, String> before) {
    Condition state = allocated(image);
    return state == null
        || !Reasons.Allocated.Verified.name().equals(state.getReason())
        || !verifiedAt(image).equals(before.get(uid(image)));
  }

  private static String uid(VmDiskImage image) {
    return image.getMetadata().getUid();
  }

  private static String verifiedAt(VmDiskImage image) {
    AllocationResult made = image.getStatus() == null ? null : image.getStatus().allocation();
    return made == null ? "" : made.verifiedAt();
  }

  private static @Nullable Condition allocated(VmDiskImage image) {
    return Conditions.find(States.conditions(image), ConditionTypes.ALLOCATED);
  }
}
