package io.diskwright.cli.command;

import io.diskwright.api.v1alpha1.VmDiskImage;
import io.diskwright.cli.input.InvalidInputException;
import io.diskwright.cli.output.Failure;
import io.diskwright.cli.plan.ImagePlanner;
import io.diskwright.cli.plan.Results;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code diskwright explain}. */
@Command(
    name = "explain",
    header = "Decides like plan, and says why, for people.",
    description = "The choice, what it rests on, what it gives up, and what was rejected and why.",
    footer = {
      "",
      "Examples:",
      "  diskwright explain -f image.yaml --target /mnt/images",
      "  diskwright explain -f image.yaml --devices devices.yaml --all",
      "  diskwright explain -f image.yaml --what-if performance=100 --what-if security=Low",
      "  diskwright explain -f image.yaml --map                  performance × security",
      "  diskwright explain -f image.yaml --map redundancy --svg map.svg"
    })
final class ExplainCommand implements Callable<Integer> {
  @Mixin private Planning planning = new Planning();
  @Mixin private OutputOption output = new OutputOption();

  @Option(names = "--all", description = "Show every rejected candidate that was kept.")
  private boolean all;

  @Option(
      names = "--what-if",
      paramLabel = "KEY=VALUE",
      description =
          "Show what another wish would change; several are wished together. KEY: performance,"
              + " redundancy, security, size, formats, requires, consumer, strategy,"
              + " minimumPreallocated, access, expectedFill or className. Lists have commas.")
  private List<String> whatIf = new ArrayList<>();

  @Option(
      names = "--map",
      paramLabel = "AXIS",
      arity = "0..1",
      fallbackValue = "security",
      description =
          "Draw what is chosen over performance and AXIS: ${COMPLETION-CANDIDATES}. Default:"
              + " security.")
  private DecisionMap.@Nullable Axis map;

  @Option(
      names = "--svg",
      paramLabel = "FILE",
      description = "With --map: write the map of the image as a picture (SVG) too.")
  private @Nullable Path svg;

  private final Workshop workshop;

  ExplainCommand(Workshop workshop) {
    this.workshop = workshop;
  }

  @Override
  public Integer call() throws Failure, InvalidInputException {
    Planning.Plans plans = planning.decide(workshop);
    ImagePlanner planner = planning.planner(workshop);
    Results results = PlanCommand.results(plans);
    if (svg != null && map == null) {
      throw new Failure(Failure.INVALID, "--svg is a picture of a map; give --map too");
    }
    if (!output.isTable()) {
      if (!results.images().isEmpty()) {
        output.print(workshop.terminal(), results.images(), plans.planned().size() == 1);
      }
      return Messages.finish(workshop.terminal(), results);
    }
    if (map != null) {
      draw(planner, plans, map);
      return 0;
    }
    Explanation explanation = new Explanation(workshop.terminal(), plans.world(), all);
    for (int i = 0; i < plans.planned().size(); i++) {
      explanation.print(plans.planned().get(i));
      if (!whatIf.isEmpty()) {
        WhatIf wish = WhatIf.parse(whatIf);
        VmDiskImage image = plans.images().get(i);
        WhatIf.Wished wished = wish.applyTo(image, plans.classes());
        explanation.whatIf(
            wish,
            wished.notAllowed(),
            planner.decideAnew(image, plans.world()),
            planner.decideAnew(wished.image(), plans.world()));
      }
    }
    return Messages.finish(workshop.terminal(), results);
  }

  private void draw(ImagePlanner planner, Planning.Plans plans, DecisionMap.Axis axis)
      throws Failure {
    if (svg != null && plans.images().size() > 1) {
      throw new Failure(Failure.INVALID, "--svg draws one image; give a file that holds only one");
    }
    Explanation names = new Explanation(workshop.terminal(), plans.world(), all);
    for (VmDiskImage image : plans.images()) {
      DecisionMap drawn =
          DecisionMap.of(image, axis, one -> planner.decideAnew(one, plans.world()), names::place);
      new MapPrinter(workshop.terminal()).print(drawn);
      if (svg != null) {
        write(svg, MapPicture.svg(drawn));
      }
    }
  }

  private void write(Path file, String text) throws Failure {
    try {
      Files.writeString(file, text, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
      workshop.notice("wrote " + file);
    } catch (FileAlreadyExistsException e) {
      throw new Failure(
          Failure.INVALID,
          "--svg: " + file + " is there already; remove it, or name another file",
          e);
    } catch (IOException e) {
      throw new Failure(Failure.FAILED, "cannot write " + file + ": " + e.getMessage(), e);
    }
  }
}
