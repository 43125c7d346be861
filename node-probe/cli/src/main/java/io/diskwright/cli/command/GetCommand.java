package io.diskwright.cli.command;

import io.diskwright.api.v1alpha1.VmDiskImage;
import io.diskwright.cli.output.Failure;
import io.diskwright.cli.plan.Place;
import io.diskwright.cli.state.StoredImage;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code diskwright get}. */
@Command(
    name = "get",
    header = "Lists the images that were made.",
    footer = {
      "",
      "Examples:",
      "  diskwright get --target /mnt/images",
      "  diskwright get shop/orders-db -o yaml"
    })
final class GetCommand implements Callable<Integer> {
  @Mixin private TargetOption target = new TargetOption();
  @Mixin private OutputOption output = new OutputOption();

  @Parameters(
      paramLabel = "NAME",
      arity = "0..1",
      defaultValue = "",
      description = "Only this image: NAME or NAMESPACE/NAME.")
  private String name = "";

  private final Workshop workshop;

  GetCommand(Workshop workshop) {
    this.workshop = workshop;
  }

  @Override
  public Integer call() throws Failure {
    List<Place> places = target.places();
    List<VmDiskImage> images =
        new Stored(workshop, places).find(name).stream().map(StoredImage::image).toList();
    if (!output.isTable()) {
      output.print(workshop.terminal(), images, !name.isEmpty());
    } else if (images.isEmpty()) {
      workshop.notice(
          "no images in "
              + places.stream()
                  .map(place -> place.target().toString())
                  .collect(Collectors.joining(", ")));
    } else {
      workshop.terminal().out().print(new ImagePrinter(workshop.terminal()).table(images));
    }
    return 0;
  }
}
