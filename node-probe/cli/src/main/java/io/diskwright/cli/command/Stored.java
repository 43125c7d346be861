package io.diskwright.cli.command;

import io.diskwright.cli.output.Failure;
import io.diskwright.cli.plan.Place;
import io.diskwright.cli.state.StoredImage;
import io.diskwright.decision.Names;
import io.diskwright.decision.SpecValidator;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Finds what was made, for the commands that name images. */
final class Stored {
  private final Workshop workshop;
  private final List<Place> places;

  Stored(Workshop workshop, List<Place> places) {
    this.workshop = workshop;
    this.places = places;
  }

  /**
   * A name as users write it.
   *
   * @param namespace {@code default} unless written in front
   */
  record Name(String namespace, String name) {
    static Name parse(String text) throws Failure {
      int slash = text.indexOf('/');
      Name name =
          slash < 0
              ? new Name("default", text)
              : new Name(text.substring(0, slash), text.substring(slash + 1));
      Optional<SpecValidator.Problem> wrong =
          Names.validate("NAME", name.name())
              .or(() -> Names.validateNamespace("NAME", name.namespace()));
      if (wrong.isPresent()) {
        throw new Failure(
            Failure.INVALID,
            "NAME: "
                + wrong.get().message()
                + "; write it as 'diskwright get' shows it, such as default/orders-db");
      }
      return name;
    }

    @Override
    public String toString() {
      return namespace + "/" + name;
    }
  }

  /** Every image, or the one named, which must be there. */
  List<StoredImage> find(String name) throws Failure {
    List<StoredImage> found = new ArrayList<>();
    if (name.isEmpty()) {
      for (Place place : places) {
        found.addAll(workshop.store(place).list());
      }
      return found;
    }
    Name wanted = Name.parse(name);
    for (Place place : places) {
      workshop.store(place).find(wanted.namespace(), wanted.name()).ifPresent(found::add);
    }
    if (found.isEmpty()) {
      throw unknown(wanted);
    }
    return found;
  }

  Failure unknown(Name name) {
    String where =
        places.stream().map(place -> place.target().toString()).collect(Collectors.joining(", "));
    return new Failure(
        Failure.INVALID,
        name
            + " is not known in "
            + where
            + "; 'diskwright get' lists what is, and --target names another place");
  }
}
