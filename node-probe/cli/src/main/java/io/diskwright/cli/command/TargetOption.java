package io.diskwright.cli.command;

import io.diskwright.cli.output.Failure;
import io.diskwright.cli.plan.Place;
import io.diskwright.cli.plan.Places;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** The option {@code --target}. */
final class TargetOption {
  @Option(
      names = "--target",
      paramLabel = "DIR",
      description =
          "Directory for images; may be given several times. It may be missing if its parent is"
              + " there. Default: the directories of the StoragePools in FILE, else "
              + Places.DEFAULT
              + ".")
  private List<String> targets = new ArrayList<>();

  List<String> given() {
    return targets;
  }

  /** The targets, for commands that read no file. */
  List<Place> places() throws Failure {
    List<Place> places = Places.of(targets, List.of());
    for (Place place : places) {
      if (!place.isDirectory()) {
        throw new Failure(
            Failure.INVALID,
            place.target()
                + " is a volume group, and this version makes images in directories only; write a"
                + " directory with a slash, such as ./"
                + place.target());
      }
    }
    return places;
  }
}
