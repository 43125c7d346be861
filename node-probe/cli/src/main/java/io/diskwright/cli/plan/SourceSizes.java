package io.diskwright.cli.plan;

import io.diskwright.api.v1alpha1.ByteSize;
import io.diskwright.api.v1alpha1.ImageSource;
import io.diskwright.api.v1alpha1.VmDiskImage;
import io.diskwright.cli.input.InvalidInputException;
import io.diskwright.cli.input.Problem;
import io.diskwright.cli.input.Read;
import io.diskwright.cli.output.Failure;
import io.diskwright.cli.output.Json;
import io.diskwright.cli.state.StateStore;
import io.diskwright.cli.state.StoredImage;
import io.diskwright.decision.Demands;
import io.diskwright.decision.SpecValidator;
import io.diskwright.image.ImageException;
import io.diskwright.image.content.Contents;
import io.diskwright.image.content.Permission;
import io.diskwright.libc.Libc;
import io.diskwright.probe.HangException;
import io.diskwright.probe.ProbeRequest;
import io.diskwright.probe.TimeLimited;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Gives images without a {@code spec.size} the one they were made with, or that of their source.
 */
public final class SourceSizes {
  private final Libc libc;
  private final Contents contents;
  private final Permission permission;
  private final TimeLimited reading = new TimeLimited(ProbeRequest.USUAL_LIMIT);

  /**
   * Asks sources by {@code contents} as far as {@code permission} goes, and reads what was made
   * through {@code libc}.
   */
  public SourceSizes(Libc libc, Contents contents, Permission permission) {
    this.libc = libc;
    this.contents = contents;
    this.permission = permission;
  }

  /**
   * The same images, each with a size.
   *
   * @param places where they may have been made before
   * @throws InvalidInputException when a source tells none
   */
  public List<Read<VmDiskImage>> fill(List<Read<VmDiskImage>> images, List<Place> places)
      throws Failure, InvalidInputException {
    List<Read<VmDiskImage>> filled = new ArrayList<>();
    List<Problem> problems = new ArrayList<>();
    for (Read<VmDiskImage> read : images) {
      ImageSource source = read.object().getSpec().source();
      if (read.object().getSpec().size() != null || source == null) {
        filled.add(read);
        continue;
      }
      try {
        Read<VmDiskImage> sized = read.with(sized(read.object(), source, places, filled));
        SpecValidator.validate(sized.object())
            .forEach(
                one -> problems.add(new Problem(read.at(one.field()), one.field(), one.message())));
        filled.add(sized);
      } catch (ImageException e) {
        problems.add(
            new Problem(read.at("spec.source"), "spec.source", String.valueOf(e.getMessage())));
      } catch (NoSizeException e) {
        problems.add(
            new Problem(
                read.at("spec.source"),
                "spec.size",
                source.image() != null
                    ? "is missing, and there is no image "
                        + SourceImages.name(read.object()).orElse("")
                        + " that tells it; make that first, or put it before this one"
                    : "is missing, and this source tells it only once all of it was read; write one"
                        + " such as 40Gi"));
      }
    }
    if (!problems.isEmpty()) {
      throw new InvalidInputException(problems);
    }
    return filled;
  }

  private VmDiskImage sized(
      VmDiskImage image, ImageSource source, List<Place> places, List<Read<VmDiskImage>> earlier)
      throws Failure, ImageException, NoSizeException {
    Optional<Quantity> before = stored(Demands.name(image), places);
    if (before.isEmpty() && source.image() != null) {
      String name = SourceImages.name(image).orElseThrow();
      before =
          earlier.stream()
              .map(Read::object)
              .filter(one -> Demands.name(one).equals(name))
              .flatMap(one -> Optional.ofNullable(one.getSpec().size()).stream())
              .findFirst();
      if (before.isEmpty()) {
        before = stored(name, places);
      }
    }
    Quantity size;
    if (before.isPresent()) {
      size = before.get();
    } else {
      OptionalLong bytes = contents.size(source, permission);
      if (bytes.isEmpty()) {
        throw new NoSizeException();
      }
      size = ByteSize.of(ByteSize.toSectors(bytes.getAsLong()));
    }
    VmDiskImage copy = Json.copy(image, VmDiskImage.class);
    copy.setSpec(copy.getSpec().withSize(size));
    return copy;
  }

  /** It may have grown since it was made, and its source may be gone. */
  private Optional<Quantity> stored(String name, List<Place> places) throws Failure {
    for (Place place : places) {
      if (place.isDirectory()) {
        StateStore store = new StateStore(libc, place.directory());
        List<StoredImage> all;
        try {
          all = reading.call(place.directory().toString(), "read", store::list);
        } catch (HangException e) {
          continue; // told when it is probed
        }
        for (StoredImage one : all) {
          if (one.name().equals(name) && one.image().getSpec().size() != null) {
            return Optional.of(one.image().getSpec().size());
          }
        }
      }
    }
    return Optional.empty();
  }

  private static final class NoSizeException extends Exception {
    private static final long serialVersionUID = 1;
  }
}
