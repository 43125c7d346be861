package io.diskwright.cli.cluster;

import io.diskwright.api.v1alpha1.ConditionTypes;
import io.diskwright.api.v1alpha1.Conditions;
import io.diskwright.api.v1alpha1.Decision;
import io.diskwright.api.v1alpha1.DeviceCapacity;
import io.diskwright.api.v1alpha1.StorageDevice;
import io.diskwright.api.v1alpha1.StorageDeviceStatus;
import io.diskwright.api.v1alpha1.VmDiskImage;
import io.diskwright.api.v1alpha1.VmDiskImageStatus;
import io.diskwright.cli.command.Workshop;
import io.diskwright.cli.output.Bytes;
import io.diskwright.cli.output.Failure;
import io.diskwright.cli.output.Table;
import io.diskwright.decision.Facts;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code kubectl diskwright top}. */
@Command(
    name = "top",
    header = "Shows the devices of a cluster by how full they are.",
    description = {
      "USED and FREE are those of the file system or volume group, whoever uses it. IMAGES counts what"
          + " was decided for the device, and PROMISED is what those images may still grow by."
    },
    footer = {"", "Examples:", "  kubectl diskwright top", "  diskwright top --context prod"})
public final class TopCommand implements Callable<Integer> {
  private static final int HUNDRED = 100;

  @Mixin private ClusterOptions cluster = new ClusterOptions();

  private final Workshop workshop;

  /** Prints to the terminal of {@code workshop}. */
  public TopCommand(Workshop workshop) {
    this.workshop = workshop;
  }

  /** Images of one device. */
  private record Load(long images, long promised) {
    Load and(Load other) {
      return new Load(images + other.images, promised + other.promised);
    }
  }

  @Override
  public Integer call() throws Failure {
    Kubectl kubectl = cluster.kubectl(workshop);
    List<StorageDevice> devices =
        kubectl.get(StorageDevice.class, "storagedevices.diskwright.io").stream()
            .filter(device -> device.getStatus() != null && device.getStatus().capacity() != null)
            .sorted(Comparator.comparingDouble(device -> -used(device.getStatus().capacity())))
            .toList();
    if (devices.isEmpty()) {
      workshop.notice("no devices; 'kubectl diskwright doctor' says what is missing");
      return 0;
    }
    Map<String, Load> loads = new HashMap<>();
    for (VmDiskImage image :
        kubectl.get(VmDiskImage.class, "vmdiskimages.diskwright.io", "--all-namespaces")) {
      VmDiskImageStatus status = image.getStatus();
      Decision decision = status == null ? null : status.decision();
      if (decision != null) {
        long held = status.allocation() == null ? 0 : status.allocation().allocatedBytes();
        loads.merge(
            decision.device(),
            new Load(1, Math.max(0, decision.expected().maximumBytes() - held)),
            Load::and);
      }
    }
    workshop.terminal().out().print(table(devices, loads));
    return 0;
  }

  private String table(List<StorageDevice> devices, Map<String, Load> loads) {
    Table table =
        new Table(
            "NODE", "POOL", "PLACE", "KIND", "SIZE", "USED", "FREE", "IMAGES", "PROMISED", "STATE");
    for (StorageDevice device : devices) {
      StorageDeviceStatus status = device.getStatus();
      Load load = loads.getOrDefault(device.getMetadata().getName(), new Load(0, 0));
      table.row(
          status.nodeName(),
          Facts.poolOf(device),
          status.target().text(),
          status.kind().name(),
          Bytes.text(status.capacity().totalBytes()),
          Math.round(HUNDRED * used(status.capacity())) + " %",
          Bytes.text(status.capacity().freeBytes()),
          String.valueOf(load.images()),
          Bytes.text(load.promised()),
          States.of(
              workshop.terminal(), Conditions.find(status.conditions(), ConditionTypes.READY)));
    }
    return table.text(0);
  }

  private static double used(DeviceCapacity capacity) {
    return capacity.totalBytes() <= 0
        ? 0
        : 1 - (double) capacity.freeBytes() / capacity.totalBytes();
  }
}
