package io.diskwright.cli.command;

import io.diskwright.api.v1alpha1.StorageDevice;
import io.diskwright.cli.output.Failure;
import io.diskwright.cli.output.Terminal;
import io.diskwright.cli.plan.Place;
import io.diskwright.cli.plan.Places;
import io.diskwright.cli.plan.Prober;
import io.diskwright.planner.Capability;
import io.diskwright.probe.ProbeException;
import java.time.LocalTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code diskwright probe}. */
@Command(
    name = "probe",
    header = "Finds out what directories and volume groups can really do, by asking the kernel.",
    description = {
      "Prints a row for each, with a sign for each of 19 capabilities. -o wide adds values, evidence,"
          + " stack, identity and conditions; -o yaml and json print StorageDevice objects; --why"
          + " explains one capability.",
      "Writes nothing but nameless temporary files, and leaves nothing behind."
    },
    footer = {
      "",
      "Examples:",
      "  diskwright probe /var/lib/diskwright",
      "  diskwright probe /mnt/ssd /mnt/disk -o wide            with what was asked and answered",
      "  diskwright probe /mnt/ssd --why Cloning,Discard        what that is, and why it is so here",
      "  diskwright probe vg0/pool0                             a thin pool; vg0 alone is the whole group",
      "  diskwright probe /mnt/ssd --watch                      again when something has changed",
      "  diskwright probe /mnt/ssd -o yaml > devices.yaml"
    })
final class ProbeCommand implements Callable<Integer> {
  @Mixin private ProbeOutput output = new ProbeOutput();

  @Option(
      names = "--why",
      paramLabel = "CAPABILITY",
      split = ",",
      converter = CapabilityNames.class,
      completionCandidates = CapabilityNames.class,
      description =
          "Explain this capability and its answer instead: what it is, why it matters, how it was"
              + " asked, what came back, what follows. May be given several times, or a list with"
              + " commas.")
  private List<Capability> why = new ArrayList<>();

  @Option(
      names = {"-w", "--watch"},
      description =
          "Print again what has changed, a second after it did, until Ctrl-C: a disk that comes or"
              + " goes, a mount, an array, a file of declarations, free space by more than a"
              + " hundredth.")
  private boolean watch;

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
    if (watch && (!why.isEmpty() || !output.isTable())) {
      throw new Failure(
          Failure.INVALID, "--watch prints tables; leave out --why, and -o but for -o wide");
    }
    if (!why.isEmpty() && !output.isTable()) {
      throw new Failure(
          Failure.INVALID, "--why is for people; leave out -o " + output.form() + ", or --why");
    }
    List<Place> places = Places.of(targets, List.of());
    for (Place place : places) {
      if (!place.exists()) {
        throw new Failure(
            Failure.INVALID, place.directory() + " does not exist; name a directory that does");
      }
    }
    List<StorageDevice> devices = probed(places);
    devices.forEach(device -> Messages.warning(workshop.terminal(), device));
    if (!why.isEmpty()) {
      new WhyPrinter(workshop.terminal()).print(why.stream().distinct().toList(), devices);
    } else {
      print(devices);
    }
    if (watch) {
      workshop.terminal().out().flush();
      watch(places, devices);
    }
    return 0;
  }

  private void watch(List<Place> places, List<StorageDevice> first) {
    List<StorageDevice> shown = new ArrayList<>(first);
    Set<String> told = new HashSet<>();
    try (Changes changes = new Changes(places, workshop::detail)) {
      while (true) {
        changes.await(workshop::isToStop);
        if (workshop.isToStop()) {
          return;
        }
        List<StorageDevice> changed = new ArrayList<>();
        List<Prober.Probed> probed = workshop.prober().probe(places);
        for (int i = 0; i < places.size(); i++) {
          try {
            StorageDevice now = probed.get(i).orThrow();
            if (Changes.shows(shown.get(i), now)) {
              shown.set(i, now);
              changed.add(now);
            }
          } catch (ProbeException e) {
            String message = String.valueOf(e.getMessage());
            if (told.add(message)) {
              workshop.notice(message);
            }
          }
        }
        if (!changed.isEmpty()) {
          told.clear();
          workshop.terminal().out().println("\n" + LocalTime.now().truncatedTo(ChronoUnit.SECONDS));
          print(changed);
          workshop.terminal().out().flush();
        }
      }
    }
  }

  private List<StorageDevice> probed(List<Place> places) throws Failure {
    Prober prober = workshop.prober();
    List<StorageDevice> devices = new ArrayList<>();
    try (Waiting waiting = new Waiting(workshop.terminal())) {
      waiting.on(
          "probing " + places.getFirst().target() + (places.size() == 1 ? "" : " and others"));
      for (Prober.Probed probed : prober.probe(places)) {
        devices.add(probed.orThrow());
      }
    } catch (ProbeException e) {
      int code = e.isNotThere() ? Failure.INVALID : Failure.REFUSED;
      throw new Failure(code, String.valueOf(e.getMessage()), e);
    }
    return devices;
  }

  private void print(List<StorageDevice> devices) {
    Terminal terminal = workshop.terminal();
    switch (output.form()) {
      case table -> terminal.out().print(new DeviceTable(terminal).text(devices));
      case wide -> new DevicePrinter(terminal).print(devices);
      case yaml, json -> output.print(terminal, devices);
    }
  }
}
