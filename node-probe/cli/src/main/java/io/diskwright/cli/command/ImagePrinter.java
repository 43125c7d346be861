package io.diskwright.cli.command;

import io.diskwright.api.v1alpha1.AllocationResult;
import io.diskwright.api.v1alpha1.ConditionTypes;
import io.diskwright.api.v1alpha1.Conditions;
import io.diskwright.api.v1alpha1.Decision;
import io.diskwright.api.v1alpha1.VmDiskImage;
import io.diskwright.api.v1alpha1.VmDiskImageStatus;
import io.diskwright.cli.output.Bytes;
import io.diskwright.cli.output.Table;
import io.diskwright.cli.output.Terminal;
import io.diskwright.cli.output.Terminal.Style;
import io.diskwright.decision.Demands;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.List;
import java.util.Objects;

/** Images as people read them: what they are and where. */
final class ImagePrinter {
  private final Terminal terminal;

  ImagePrinter(Terminal terminal) {
    this.terminal = terminal;
  }

  String table(List<VmDiskImage> images) {
    Table table = new Table("NAME", "SIZE", "POLICY", "FORMAT", "ALLOCATED", "STATE", "PATH");
    for (VmDiskImage image : images) {
      VmDiskImageStatus status = image.getStatus();
      Decision decision =
          Objects.requireNonNull(status.decision(), "only decided images are shown");
      AllocationResult allocation = status.allocation();
      table.row(
          Demands.name(image),
          String.valueOf(image.getSpec().size()),
          decision.policy().name(),
          decision.format().name(),
          allocation == null ? "-" : Bytes.text(allocation.allocatedBytes()),
          state(status),
          allocation == null ? "-" : allocation.path());
    }
    return table.text(0);
  }

  private String state(VmDiskImageStatus status) {
    Condition ready = Conditions.find(status.conditions(), ConditionTypes.READY);
    if (ready == null) {
      return "Planned";
    }
    boolean good = Conditions.isTrue(status.conditions(), ConditionTypes.READY);
    return terminal.styled(good ? Style.Good : Style.Bad, good ? "Ready" : ready.getReason());
  }
}
