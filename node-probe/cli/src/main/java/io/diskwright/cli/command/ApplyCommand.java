package io.diskwright.cli.command;

import io.diskwright.api.v1alpha1.StoragePool;
import io.diskwright.api.v1alpha1.VmDiskImage;
import io.diskwright.cli.input.Input;
import io.diskwright.cli.input.InvalidInputException;
import io.diskwright.cli.input.Read;
import io.diskwright.cli.output.Failure;
import io.diskwright.cli.plan.Place;
import io.diskwright.cli.plan.Places;
import io.diskwright.cli.plan.Results;
import io.diskwright.cli.plan.World;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code diskwright apply}. */
@Command(
    name = "apply",
    header = "Decides, makes and verifies images; running it again changes nothing.",
    description = {
      "What was made is remembered in DIR/.diskwright, and of images in volume groups below",
      "/var/lib/diskwright/volume-groups. Other files and volumes are never touched.",
      "An image whose spec changed since it was made is refused, never made anew."
    },
    footer = {
      "",
      "Examples:",
      "  diskwright apply -f image.yaml --target /mnt/images",
      "  diskwright apply -f image.yaml --target vg0/pool0",
      "  diskwright apply -f pool.yaml -f image.yaml --dry-run",
      "  diskwright apply -f secret.yaml --generate-key secret.key",
      "  diskwright apply -f image.yaml -o json | jq -r .status.allocation.path"
    })
final class ApplyCommand implements Callable<Integer> {
  @Mixin private FileOption file = new FileOption();
  @Mixin private TargetOption target = new TargetOption();
  @Mixin private ClassOption ofClass = new ClassOption();
  @Mixin private SourceOption source = new SourceOption();
  @Mixin private KeyOption key = new KeyOption();
  @Mixin private OutputOption output = new OutputOption();

  @Option(names = "--dry-run", description = "Decide and print, but make and write nothing.")
  private boolean dryRun;

  private final Workshop workshop;

  ApplyCommand(Workshop workshop) {
    this.workshop = workshop;
  }

  @Override
  public Integer call() throws Failure, InvalidInputException {
    Input input = workshop.inputReader().read(file.files());
    if (input.images().isEmpty()) {
      throw Planning.noImage(String.join(", ", file.files()));
    }
    if (!input.devices().isEmpty()) {
      throw new Failure(
          Failure.INVALID,
          input.devices().getFirst().at("kind")
              + ": a StorageDevice is only for plan and explain; apply probes its targets itself");
    }
    List<Place> places = Places.of(target.given(), input.pools());
    List<Read<VmDiskImage>> images =
        ofClass.images(input, workshop.sizes(source.permission()).fill(input.images(), places));
    List<StoragePool> pools = input.pools().stream().map(Read::object).toList();
    Results results =
        dryRun
            ? dry(input, images, places, pools)
            : workshop
                .applier(key.keys(workshop), source.permission())
                .apply(images, places, pools);
    if (!results.images().isEmpty()) {
      if (output.isTable()) {
        workshop
            .terminal()
            .out()
            .print(
                dryRun
                    ? PlanCommand.table(results.images())
                    : new ImagePrinter(workshop.terminal()).table(results.images()));
      } else {
        output.print(workshop.terminal(), results.images(), input.images().size() == 1);
      }
    }
    return Messages.finish(workshop.terminal(), results);
  }

  private Results dry(
      Input input, List<Read<VmDiskImage>> images, List<Place> places, List<StoragePool> pools)
      throws Failure {
    World world = workshop.worldReader().read(places, pools);
    return PlanCommand.results(
        new Planning.Plans(
            world, ClassOption.classes(input), List.of(), workshop.planner().plan(images, world)));
  }
}
