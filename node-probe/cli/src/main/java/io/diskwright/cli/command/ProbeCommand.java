package io.diskwright.cli.command;

import io.diskwright.api.v1alpha1.StorageDevice;
import io.diskwright.cli.output.Failure;
import io.diskwright.cli.plan.Place;
import io.diskwright.cli.plan.Places;
import io.diskwright.cli.plan.Prober;
import io.diskwright.probe.ProbeException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code diskwright probe}. */
@Command(
    name = "probe",
    header = "Finds out what directories and volume groups can really do, by asking the kernel.",
    description = {
      "Prints a StorageDevice for each: its capabilities with evidence, its stack and its room.",
      "Writes nothing but nameless temporary files, and leaves nothing behind."
    },
    footer = {
      "",
      "Examples:",
      "  diskwright probe /var/lib/diskwright",
      "  diskwright probe /mnt/ssd /mnt/disk        one column each",
      "  diskwright probe vg0/pool0                 a thin pool; vg0 alone is the whole group",
      "  diskwright probe /mnt/ssd -o yaml > devices.yaml"
    })
final class ProbeCommand implements Callable<Integer> {
  @Mixin private OutputOption output = new OutputOption();

  @Parameters(
      paramLabel = "TARGET",
      arity = "1..*",
      description = "Directory, volume group (vg0) or thin pool (vg0/pool0).")
  private List<String> targets = new ArrayList<>();

  private final Workshop workshop;

  ProbeCommand(Workshop workshop) {
    this.workshop = workshop;
  }

  @Override
  public Integer call() throws Failure {
    List<Place> places = Places.of(targets, List.of());
    for (Place place : places) {
      if (!place.exists()) {
        throw new Failure(
            Failure.INVALID, place.directory() + " does not exist; name a directory that does");
      }
    }
    Prober prober = workshop.prober();
    List<StorageDevice> devices = new ArrayList<>();
    for (Place place : places) {
      try {
        devices.add(prober.probe(place));
      } catch (ProbeException e) {
        int code = e.isNotThere() ? Failure.INVALID : Failure.REFUSED;
        throw new Failure(code, String.valueOf(e.getMessage()), e);
      }
    }
    if (output.isTable()) {
      new DevicePrinter(workshop.terminal()).print(devices);
    } else {
      output.print(workshop.terminal(), devices, false);
    }
    return 0;
  }
}
