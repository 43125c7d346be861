package io.diskwright.cli.command;

import io.diskwright.api.v1alpha1.VmDiskImage;
import io.diskwright.cli.input.Input;
import io.diskwright.cli.input.InvalidInputException;
import io.diskwright.cli.input.Problem;
import io.diskwright.cli.input.Read;
import io.diskwright.cli.output.Failure;
import io.diskwright.cli.output.Json;
import io.diskwright.decision.Classes;
import io.diskwright.decision.Resolution;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The option {@code --class}, and filling images from their classes. */
final class ClassOption {
  @Option(
      names = "--class",
      paramLabel = "NAME",
      description =
          "VmDiskClass of every image in FILE, whatever it names itself; \"\" for none. Classes come"
              + " from FILE and ship with diskwright; see 'diskwright classes'.",
      completionCandidates = ShippedNames.class)
  private @Nullable String name;

  /** The classes of {@code input}, and those that ship with diskwright. */
  static Classes classes(Input input) {
    return Classes.withShipped(input.classes().stream().map(Read::object).toList());
  }

  /**
   * The images of an input, each with {@code status.effective} as its class says.
   *
   * @param sized those of {@code input}, each with a size
   */
  List<Read<VmDiskImage>> images(Input input, List<Read<VmDiskImage>> sized)
      throws Failure, InvalidInputException {
    Classes classes = classes(input);
    List<Read<VmDiskImage>> images = new ArrayList<>();
    List<Problem> problems = new ArrayList<>();
    for (Read<VmDiskImage> read : sized) {
      VmDiskImage image = read.object();
      if (name != null) {
        image = Json.copy(image, VmDiskImage.class);
        image.setSpec(image.getSpec().withClassName(name));
      }
      switch (classes.resolve(image.getSpec())) {
        case Resolution.Resolved resolved -> images.add(read.with(resolved.on(image)));
        case Resolution.Refused refused ->
            refused
                .problems()
                .forEach(
                    one ->
                        problems.add(
                            new Problem(read.at(one.field()), one.field(), one.message())));
      }
    }
    if (!problems.isEmpty() && name != null && classes.find(name).isEmpty() && !name.isEmpty()) {
      throw new Failure(Failure.INVALID, "--class: " + problems.getFirst().message());
    }
    if (!problems.isEmpty()) {
      throw new InvalidInputException(problems);
    }
    return images;
  }

  /** What a shell completes the option with. */
  static final class ShippedNames extends ArrayList<String> {
    private static final long serialVersionUID = 1;

    ShippedNames() {
      super(
          Classes.withShipped(List.of()).all().stream()
              .map(one -> one.getMetadata().getName())
              .toList());
    }
  }
}
