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
      paramLabel = "TARGET",
      description =
          "Directory, volume group (vg0) or thin pool (vg0/pool0) for images; may be given several"
              + " times. A directory may be missing if its parent is there. Default: the targets of"
              + " the StoragePools in FILE, else "
              + Places.DEFAULT
              + ".")
  private List<String> targets = new ArrayList<>();

  List<String> given() {
    return targets;
  }

  /** The targets, for commands that read no file. */
  List<Place> places() throws Failure {
    return Places.of(targets, List.of());
  }
}
