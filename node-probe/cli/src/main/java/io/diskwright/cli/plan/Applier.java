package io.diskwright.cli.plan;

import io.diskwright.api.v1alpha1.StoragePool;
import io.diskwright.api.v1alpha1.VmDiskImage;
import io.diskwright.cli.input.Read;
import io.diskwright.cli.output.Failure;
import io.diskwright.cli.state.StateStore;
import io.diskwright.image.Allocator;
import io.diskwright.image.ImageException;
import io.diskwright.image.LogicalVolumes;
import io.diskwright.image.PlaceIdentity;
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
  private final LogicalVolumes volumes;
  private final Maker maker;
  private final Consumer<String> notice;

  /** Tells {@code notice} what users should know while they wait. */
  public Applier(
      Libc libc,
      WorldReader reader,
      ImagePlanner planner,
      Allocator allocator,
      LogicalVolumes volumes,
      Maker maker,
      Consumer<String> notice) {
    this.libc = libc;
    this.reader = reader;
    this.planner = planner;
    this.allocator = allocator;
    this.volumes = volumes;
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
    Map<Place, Path> homes = homes(places);
    try {
      for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
        Set<Path> missing = new TreeSet<>();
        try (Locks locks = Locks.of(libc, homes.values(), notice)) {
          List<Place> now = new ArrayList<>();
          for (Place place : places) {
            now.add(place.again());
            Path home = homes.get(place);
            if (home != null && locks.holds(home)) {
              sweep(place, home);
              new StateStore(libc, home).tidy();
            }
          }
          World world = reader.read(now, pools, homes);
          List<Planned> planned = planner.plan(images, world);
          planned.stream()
              .flatMap(one -> Maker.target(one).stream())
              .filter(target -> !locks.holds(target))
              .forEach(missing::add);
          if (missing.isEmpty()) {
            return maker.carryOut(planned, world);
          }
        }
        for (Path target : missing) {
          Home.prepare(libc, target);
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

  /** Without the groups that LVM cannot tell of: why not, the probe says. */
  private Map<Place, Path> homes(List<Place> places) {
    Map<Place, Path> homes = new LinkedHashMap<>();
    for (Place place : places) {
      try {
        homes.put(place, Home.of(place, volumes));
      } catch (Failure e) {
        continue;
      }
    }
    return homes;
  }

  private void sweep(Place place, Path home) throws Failure {
    if (place.isDirectory()) {
      sweep(home);
      return;
    }
    try {
      for (String name : volumes.sweep(Home.volumes(place, Home.uuid(home)))) {
        notice.accept("removed what a stopped run had left: " + place.target() + ": " + name);
      }
    } catch (ImageException e) {
      throw Maker.failure(e);
    }
  }

  private void sweep(Path target) throws Failure {
    try {
      List<String> removed = new ArrayList<>(allocator.sweep(target, PlaceIdentity.UNKNOWN));
      removed.addAll(Leftovers.sweep(libc, target, PlaceIdentity.UNKNOWN).removed());
      for (String name : removed) {
        notice.accept("removed what a stopped run had left: " + target.resolve(name));
      }
    } catch (ImageException e) {
      throw Maker.failure(e);
    }
  }
}
