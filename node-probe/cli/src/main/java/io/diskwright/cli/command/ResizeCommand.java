package io.diskwright.cli.command;

import io.diskwright.api.v1alpha1.ByteSize;
import io.diskwright.api.v1alpha1.VmDiskImage;
import io.diskwright.cli.output.Failure;
import io.diskwright.cli.output.Json;
import io.diskwright.cli.state.StateStore;
import io.diskwright.cli.state.StoredImage;
import io.diskwright.decision.Demands;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code diskwright resize}. */
@Command(
    name = "resize",
    header = "Makes an image larger in place, keeping its policy; it never shrinks.",
    description = {
      "A preallocated image stays preallocated, and that is verified. What the guest must do",
      "afterwards is printed. Refused while a VM or another process has the image open.",
      "Raising spec.size in the file and running apply does the same."
    },
    footer = {
      "",
      "Examples:",
      "  diskwright resize orders-db 80Gi --target /mnt/images",
      "  diskwright resize shop/orders-db 80Gi --dry-run"
    })
final class ResizeCommand implements Callable<Integer> {
  @Mixin private TargetOption target = new TargetOption();
  @Mixin private KeyOption key = new KeyOption();
  @Mixin private OutputOption output = new OutputOption();

  @Option(names = "--dry-run", description = "Check and print, but change nothing.")
  private boolean dryRun;

  @Parameters(index = "0", paramLabel = "NAME", description = "NAME or NAMESPACE/NAME.")
  private String name = "";

  @Parameters(index = "1", paramLabel = "SIZE", description = "New virtual size, such as 80Gi.")
  private String size = "";

  private final Workshop workshop;

  ResizeCommand(Workshop workshop) {
    this.workshop = workshop;
  }

  @Override
  public Integer call() throws Failure {
    List<StoredImage> found = new Stored(workshop, target.places()).find(name);
    if (found.size() > 1) {
      throw new Failure(
          Failure.INVALID, name + " is in several targets; name one of them with --target");
    }
    StateStore store = workshop.store(found.getFirst().target());
    try (AutoCloseable lock = lock(store)) {
      StoredImage stored = new Stored(workshop, target.places()).find(name).getFirst();
      return resize(stored, bytes());
    } catch (Failure e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException("closing a descriptor does not fail", e);
    }
  }

  private int resize(StoredImage stored, long bytes) throws Failure {
    long before = Demands.size(stored.image().getSpec());
    if (bytes < before) {
      throw new Failure(
          Failure.INVALID,
          "SIZE: %s has %s already, and an image never shrinks; give %s or more"
              .formatted(stored.name(), ByteSize.of(before), ByteSize.of(before)));
    }
    VmDiskImage image = stored.image();
    if (!dryRun) {
      image = workshop.maker(key.keys(workshop)).grow(stored, withSize(image, bytes)).image();
    }
    if (!output.isTable()) {
      output.print(workshop.terminal(), List.of(image), true);
    } else {
      workshop.terminal().out().println(stored.name() + ": " + said(before, bytes));
    }
    return 0;
  }

  private String said(long before, long bytes) {
    if (bytes == before) {
      return "has " + ByteSize.of(bytes) + " already; nothing to do";
    }
    return (dryRun ? "would grow from " : "grown from ")
        + ByteSize.of(before)
        + " to "
        + ByteSize.of(bytes)
        + "; the guest sees it when it starts again, and then has to grow its partition and file"
        + " system (growpart; resize2fs or xfs_growfs)";
  }

  private long bytes() throws Failure {
    try {
      long bytes = ByteSize.toSectors(ByteSize.parse(Quantity.parse(size)));
      if (bytes > 0) {
        return bytes;
      }
      throw new IllegalArgumentException('"' + size + "\" is no size a disk can have");
    } catch (IllegalArgumentException e) {
      throw new Failure(Failure.INVALID, "SIZE: " + e.getMessage(), e);
    }
  }

  private static VmDiskImage withSize(VmDiskImage image, long bytes) {
    VmDiskImage larger = Json.copy(image, VmDiskImage.class);
    larger.setSpec(larger.getSpec().withSize(ByteSize.of(bytes)));
    return larger;
  }

  private AutoCloseable lock(StateStore store) throws Failure {
    Optional<AutoCloseable> lock =
        store.lock(() -> workshop.notice("waiting for another diskwright"));
    return lock.orElse(() -> {});
  }
}
