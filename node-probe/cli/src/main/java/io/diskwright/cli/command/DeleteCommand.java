package io.diskwright.cli.command;

import io.diskwright.api.v1alpha1.DeletionPolicy;
import io.diskwright.api.v1alpha1.DiskAllocationSpec;
import io.diskwright.cli.output.Failure;
import io.diskwright.cli.plan.Maker;
import io.diskwright.cli.plan.Place;
import io.diskwright.cli.plan.Results;
import io.diskwright.cli.state.StateStore;
import io.diskwright.cli.state.StoredImage;
import io.diskwright.decision.Demands;
import io.diskwright.image.ImageException;
import io.diskwright.image.PlaceIdentity;
import io.diskwright.image.VolumePlace;
import io.diskwright.planner.SecurityLevel;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code diskwright delete}. */
@Command(
    name = "delete",
    header = "Deletes images and what is remembered of them.",
    description = {
      "With deletionPolicy Retain the file stays, and only what is remembered goes.",
      "A name that is not known is an error, unless --ignore-not-found is given."
    },
    footer = {
      "",
      "Examples:",
      "  diskwright delete orders-db --target /mnt/images",
      "  diskwright delete shop/orders-db shop/orders-log --ignore-not-found"
    })
final class DeleteCommand implements Callable<Integer> {
  @Mixin private TargetOption target = new TargetOption();

  @Option(names = "--ignore-not-found", description = "A name that is not known is done already.")
  private boolean ignoreNotFound;

  @Parameters(
      paramLabel = "NAME",
      arity = "1..*",
      description = "Image to delete: NAME or NAMESPACE/NAME.")
  private List<String> names = new ArrayList<>();

  private final Workshop workshop;

  DeleteCommand(Workshop workshop) {
    this.workshop = workshop;
  }

  @Override
  public Integer call() throws Failure {
    List<Place> places = target.places();
    List<Stored.Name> wanted = new ArrayList<>();
    for (String name : names) {
      wanted.add(Stored.Name.parse(name));
    }
    List<Failure> failures = new ArrayList<>();
    for (Stored.Name name : wanted) {
      try {
        boolean found = false;
        for (Place place : places) {
          found |= delete(workshop.store(place), name);
        }
        if (!found && !ignoreNotFound) {
          throw new Stored(workshop, places).unknown(name);
        }
      } catch (Failure e) {
        failures.add(e); // the others are deleted all the same
      }
    }
    return Messages.finish(workshop.terminal(), new Results(List.of(), failures));
  }

  private boolean delete(StateStore store, Stored.Name name) throws Failure {
    if (store.find(name.namespace(), name.name()).isEmpty()) {
      return false;
    }
    Optional<AutoCloseable> lock =
        store.lock(() -> workshop.notice("waiting for another diskwright"));
    try {
      Optional<StoredImage> stored = store.find(name.namespace(), name.name());
      if (stored.isEmpty()) {
        return true; // another run was faster
      }
      remove(stored.get(), store);
      return true;
    } finally {
      close(lock);
    }
  }

  private void remove(StoredImage stored, StateStore store) throws Failure {
    DiskAllocationSpec order = stored.order().getSpec();
    boolean kept = Demands.deletionPolicy(stored.image()) == DeletionPolicy.Retain;
    if (!kept) {
      try {
        delete(stored, order, order.security() != SecurityLevel.Off);
      } catch (ImageException e) {
        throw Maker.failure(stored.name(), e);
      }
    }
    store.remove(
        stored.image().getMetadata().getNamespace(), stored.image().getMetadata().getName());
    workshop
        .terminal()
        .out()
        .println(stored.name() + (kept ? ": forgotten; its " + left(stored, order) : ": deleted"));
  }

  private void delete(StoredImage stored, DiskAllocationSpec order, boolean scrub)
      throws ImageException {
    PlaceIdentity identity = PlaceIdentity.of(order.identity());
    if (order.target().volumeGroup() == null) {
      workshop.allocator().delete(stored.target(), stored.uid(), identity, scrub);
    } else {
      VolumePlace place = VolumePlace.of(order.target(), identity);
      workshop.volumes().delete(place, stored.uid(), scrub);
    }
  }

  private static String left(StoredImage stored, DiskAllocationSpec order) {
    return order.target().volumeGroup() == null
        ? "file stays in " + stored.target().resolve(stored.uid())
        : "volume dw-" + stored.uid() + " stays in " + order.target().volumeGroup();
  }

  private static void close(Optional<AutoCloseable> lock) {
    try {
      if (lock.isPresent()) {
        lock.get().close();
      }
    } catch (Exception e) {
      throw new IllegalStateException("closing a descriptor does not fail", e);
    }
  }
}
