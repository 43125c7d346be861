package io.diskwright.cli.command;

import io.diskwright.api.v1alpha1.StorageDevice;
import io.diskwright.api.v1alpha1.StoragePool;
import io.diskwright.api.v1alpha1.VmDiskImage;
import io.diskwright.cli.input.Input;
import io.diskwright.cli.input.InvalidInputException;
import io.diskwright.cli.input.Position;
import io.diskwright.cli.input.Read;
import io.diskwright.cli.output.Failure;
import io.diskwright.cli.plan.ImagePlanner;
import io.diskwright.cli.plan.Places;
import io.diskwright.cli.plan.Planned;
import io.diskwright.cli.plan.World;
import io.diskwright.decision.Classes;
import io.diskwright.planner.Abilities;
import io.diskwright.planner.Planner;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What {@code plan} and {@code explain} share: their options, and deciding without making. */
final class Planning {
  @Mixin private FileOption file = new FileOption();
  @Mixin private TargetOption target = new TargetOption();
  @Mixin private SourceOption source = new SourceOption();
  @Mixin private ClassOption ofClass = new ClassOption();

  @Option(
      names = "--devices",
      paramLabel = "FILE",
      description =
          "Decide on saved StorageDevice objects, as printed by probe -o yaml, instead of probing.")
  private List<String> devices = new ArrayList<>();

  @Option(
      names = "--costs",
      paramLabel = "FILE",
      description =
          "Decide by this table of costs, as e2e/bench/costs makes it, instead of the one shipped."
              + " What a device measured by calibrate still comes first.")
  private @Nullable String costs;

  /** What was wished and decided, in the same order, and on what. */
  record Plans(World world, Classes classes, List<VmDiskImage> images, List<Planned> planned) {}

  Plans decide(Workshop workshop) throws Failure, InvalidInputException {
    Input input = workshop.inputReader().read(files());
    if (input.images().isEmpty()) {
      throw noImage(String.join(", ", file.files()));
    }
    World world = world(workshop, input);
    List<Read<VmDiskImage>> images =
        ofClass.images(
            input, workshop.sizes(source.permission()).fill(input.images(), world.places()));
    return new Plans(
        world,
        ClassOption.classes(input),
        images.stream().map(Read::object).toList(),
        planner(workshop).plan(images, world));
  }

  /** Who decides, by the costs that the user gave. */
  ImagePlanner planner(Workshop workshop) throws InvalidInputException {
    if (costs == null) {
      return workshop.planner();
    }
    String text = workshop.inputReader().text(costs);
    try {
      return workshop.planner(Planner.byCosts(Abilities.COMMAND_LINE, "the table", text));
    } catch (IllegalArgumentException e) {
      throw new InvalidInputException(Position.of(costs), "no costs: " + e.getMessage());
    }
  }

  static Failure noImage(String files) {
    return new Failure(
        Failure.INVALID,
        (files.equals("-") ? "standard input" : files)
            + ": holds no VmDiskImage, so there is nothing to decide; add one");
  }

  private List<String> files() {
    List<String> all = new ArrayList<>(file.files());
    all.addAll(devices);
    return all;
  }

  private World world(Workshop workshop, Input input) throws Failure {
    List<StoragePool> pools = input.pools().stream().map(Read::object).toList();
    List<StorageDevice> saved = input.devices().stream().map(Read::object).toList();
    if (saved.isEmpty() && !devices.isEmpty()) {
      throw new Failure(
          Failure.INVALID,
          String.join(", ", devices) + ": holds no StorageDevice; write one by probe -o yaml");
    }
    if (saved.isEmpty()) {
      return workshop.worldReader().read(Places.of(target.given(), input.pools()), pools);
    }
    if (!target.given().isEmpty()) {
      throw new Failure(
          Failure.INVALID,
          "--target probes this host and saved StorageDevice objects stand for others: use one of"
              + " them");
    }
    return new World(List.of(), saved, pools, List.of(), List.of());
  }
}
