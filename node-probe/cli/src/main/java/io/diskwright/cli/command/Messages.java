package io.diskwright.cli.command;

import io.diskwright.api.v1alpha1.ConditionTypes;
import io.diskwright.api.v1alpha1.Conditions;
import io.diskwright.api.v1alpha1.Decision;
import io.diskwright.api.v1alpha1.DeviceTarget;
import io.diskwright.api.v1alpha1.StorageDevice;
import io.diskwright.api.v1alpha1.VmDiskImage;
import io.diskwright.api.v1alpha1.VmDiskImageStatus;
import io.diskwright.cli.output.Failure;
import io.diskwright.cli.output.Terminal;
import io.diskwright.cli.plan.Results;
import io.diskwright.decision.Demands;
import io.diskwright.decision.Redundancy;
import io.fabric8.kubernetes.api.model.Condition;

/** Errors on the standard error. */
public final class Messages {
  private Messages() {}

  /** Prints {@code message} as an error. */
  public static void error(Terminal terminal, String message) {
    terminal.out().flush();
    terminal.err().println("error: " + message.strip());
    terminal.err().flush();
  }

  /** Warns of what is declared for a device and does not hold. */
  static void warning(Terminal terminal, StorageDevice device) {
    Condition hold =
        Conditions.find(device.getStatus().conditions(), ConditionTypes.DECLARATIONS_HOLD);
    if (hold != null && "False".equals(hold.getStatus())) {
      DeviceTarget target = device.getStatus().target();
      String place = target.directory() == null ? target.volumeGroup() : target.directory();
      terminal.err().println("warning: " + place + ": " + hold.getMessage());
      terminal.err().flush();
    }
  }

  /** Warns of a wish that could not be kept, though the image can be had. */
  private static void warning(Terminal terminal, VmDiskImage image) {
    VmDiskImageStatus status = image.getStatus();
    Decision decision = status == null ? null : status.decision();
    if (decision != null) {
      Redundancy.of(decision)
          .filter(wish -> !wish.met())
          .ifPresent(
              wish ->
                  terminal
                      .err()
                      .println(
                          "warning: "
                              + Demands.name(image)
                              + ": "
                              + wish.reason()
                              + ": "
                              + wish.message()));
      terminal.err().flush();
    }
  }

  /** Prints what failed, and returns what the process exits with. */
  static int finish(Terminal terminal, Results results) {
    results.images().forEach(image -> warning(terminal, image));
    for (Failure failure : results.failures()) {
      error(terminal, String.valueOf(failure.getMessage()));
    }
    return results.exitCode();
  }
}
