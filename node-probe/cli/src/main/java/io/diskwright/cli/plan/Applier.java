package io.diskwright.cli.plan;

import io.diskwright.api.v1alpha1.StoragePool;
import io.diskwright.api.v1alpha1.VmDiskImage;
import io.diskwright.cli.input.Read;
import io.diskwright.cli.output.Failure;
import io.diskwright.cli.state.StateStore;
import io.diskwright.image.Allocator;
import io.diskwright.image.ImageException;
import io.diskwright.image.calibration.Leftovers;
import io.diskwright.libc.Libc;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

/** Plans, makes and verifies images; doing it again changes nothing. */
public final class Applier {
  private static final int ATTEMPTS = 5;

  private final Libc libc;
  private final WorldReader reader;
  private final ImagePlanner planner;
  private final Allocator allocator;
  private final Maker maker;
  private final Consumer<String> notice;

  /** Tells {@code notice} what users should know while they wait. */
  public Applier(
      Libc libc,
      WorldReader reader,
      ImagePlanner planner,
      Allocator allocator,
      Maker maker,
      Consumer<String> notice) {
    this.libc = libc;
    this.reader = reader;
    this.planner = planner;
    this.allocator = allocator;
    this.maker = maker;
    this.notice = notice;
  }

  /**
   * Makes what is not there yet. Directories are made only when an image goes there, and other runs
   * are locked out from the decision to the finished image.
   */
  public Results apply(List<Read<VmDiskImage>> images, List<Place> places, List<StoragePool> pools)
      throws Failure {
    Map<Path, StateStore.Created> created = new LinkedHashMap<>();
    try {
      for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
        Set<Path> missing = new TreeSet<>();
        try (Locks locks = Locks.of(libc, directories(places), notice)) {
          List<Place> now = new ArrayList<>();
          for (Place place : places) {
            now.add(place.again());
            if (place.isDirectory() && locks.holds(place.directory())) {
              sweep(place.directory());
            }
          }
          World world = reader.read(now, pools);
          List<Planned> planned = planner.plan(images, world);
          planned.stream()
              .flatMap(one -> Maker.target(one).stream())
              .filter(target -> !locks.holds(target))
              .forEach(missing::add);
          if (missing.isEmpty()) {
            return maker.carryOut(planned, world.troubles());
          }
        }
        for (Path target : missing) {
          created.put(target, new StateStore(libc, target).create());
        }
      }
      throw new Failure(
          Failure.FAILED, "the targets change while we look; nothing was made, try again");
    } finally {
      for (Map.Entry<Path, StateStore.Created> entry : created.entrySet()) {
        new StateStore(libc, entry.getKey()).discard(entry.getValue());
      }
    }
  }

  private static List<Path> directories(List<Place> places) {
    return places.stream().filter(Place::isDirectory).map(Place::directory).toList();
  }

  private void sweep(Path target) throws Failure {
    try {
      List<String> removed = new ArrayList<>(allocator.sweep(target));
      removed.addAll(Leftovers.sweep(libc, target).removed());
      for (String name : removed) {
        notice.accept("removed what a stopped run had left: " + target.resolve(name));
      }
    } catch (ImageException e) {
      throw Maker.failure(e);
    }
  }
}
