package io.diskwright.cli.plan;

import io.diskwright.api.v1alpha1.ByteSize;
import io.diskwright.api.v1alpha1.Decision;
import io.diskwright.api.v1alpha1.DeviceIdentity;
import io.diskwright.api.v1alpha1.DiskAllocation;
import io.diskwright.api.v1alpha1.VmDiskImage;
import io.diskwright.cli.output.Failure;
import io.diskwright.cli.output.Json;
import io.diskwright.cli.state.StateStore;
import io.diskwright.cli.state.StoredImage;
import io.diskwright.decision.Demands;
import io.diskwright.decision.Growth;
import io.diskwright.image.Allocator;
import io.diskwright.image.Content;
import io.diskwright.image.Grower;
import io.diskwright.image.ImageException;
import io.diskwright.image.ImageKey;
import io.diskwright.image.ImageOrder;
import io.diskwright.image.LogicalVolumes;
import io.diskwright.image.PlaceIdentity;
import io.diskwright.image.Progress;
import io.diskwright.image.Repairer;
import io.diskwright.image.Verification;
import io.diskwright.image.Verifier;
import io.diskwright.image.VolumeOrder;
import io.diskwright.image.content.Contents;
import io.diskwright.image.content.Permission;
import io.diskwright.libc.Libc;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Carries out what was planned, image by image; one that fails does not stop the others. */
public final class Maker {
  private static final String ENCRYPT_FORMAT = "encrypt.format";

  private final Libc libc;
  private final Allocator allocator;
  private final Contents contents;
  private final Permission permission;
  private final Verifier verifier;
  private final Grower grower;
  private final Repairer repairer;
  private final LogicalVolumes volumes;
  private final Statuses statuses;
  private final Keys keys;
  private final Watcher watcher;

  /** Opens what hears how far the work on one image is. */
  public interface Watcher {
    /** For the image {@code name}; closed when it is finished. */
    Watch watch(String name);
  }

  /** Hears how far work is, until it is closed. */
  public interface Watch extends Progress, AutoCloseable {
    @Override
    void close();
  }

  /**
   * Makes by {@code allocator} and fills from {@code contents} as far as {@code permission} goes,
   * looks again by {@code verifier}, enlarges by {@code grower} and gives lost space back by {@code
   * repairer}; what is encrypted, with one of {@code keys}; in volume groups all of it by {@code
   * volumes}, and nothing is filled.
   */
  public Maker(
      Libc libc,
      Allocator allocator,
      Contents contents,
      Permission permission,
      Verifier verifier,
      Grower grower,
      Repairer repairer,
      LogicalVolumes volumes,
      Statuses statuses,
      Keys keys,
      Watcher watcher) {
    this.libc = libc;
    this.allocator = allocator;
    this.contents = contents;
    this.permission = permission;
    this.verifier = verifier;
    this.grower = grower;
    this.repairer = repairer;
    this.volumes = volumes;
    this.statuses = statuses;
    this.keys = keys;
    this.watcher = watcher;
  }

  /** The home of what carrying this out makes or changes, if any. */
  static Optional<Path> target(Planned planned) {
    return switch (planned) {
      case Planned.ToMake make ->
          planOnly(make.image())
              ? Optional.empty()
              : make.order().map(order -> Home.of(order.getSpec()));
      case Planned.Made made ->
          made.changed() ? Optional.of(made.stored().target()) : Optional.empty();
      case Planned.Refused unused -> Optional.empty();
    };
  }

  /**
   * Makes what is to be made.
   *
   * @param world what it was planned on; its troubles are told if an image found no place
   */
  Results carryOut(List<Planned> planned, World world) throws Failure {
    keys.require(encrypted(planned));
    Map<String, StoredImage> made = new HashMap<>();
    world.stored().stream()
        .filter(StoredImage::allocated)
        .forEach(stored -> made.put(stored.name(), stored));
    List<VmDiskImage> images = new ArrayList<>();
    List<Failure> failures = new ArrayList<>();
    for (Planned one : planned) {
      try {
        images.add(carryOut(one, world.troubles(), made));
      } catch (Failure e) {
        failures.add(e);
      }
    }
    return new Results(images, failures);
  }

  /** Names of the images that cannot be made or grown without a key. */
  private static List<String> encrypted(List<Planned> planned) {
    List<String> names = new ArrayList<>();
    for (Planned one : planned) {
      if (one instanceof Planned.ToMake make
          && !planOnly(make.image())
          && encrypted(make.decision())) {
        names.add(make.name());
      }
    }
    return names;
  }

  private static boolean encrypted(Decision decision) {
    return decision.options().containsKey(ENCRYPT_FORMAT);
  }

  private VmDiskImage carryOut(
      Planned planned, List<String> troubles, Map<String, StoredImage> made) throws Failure {
    return switch (planned) {
      case Planned.Refused refused -> throw Refusals.failure(refused, troubles);
      case Planned.Made there -> again(there);
      case Planned.ToMake make -> planOnly(make.image()) ? make.image() : make(make, made);
    };
  }

  private VmDiskImage make(Planned.ToMake make, Map<String, StoredImage> made) throws Failure {
    try (ImageKey key = encrypted(make.decision()) ? keys.of(make.name()) : null) {
      StoredImage done = make(make, key, made);
      made.put(done.name(), done);
      return done.image();
    }
  }

  private StoredImage make(
      Planned.ToMake make, @Nullable ImageKey key, Map<String, StoredImage> made) throws Failure {
    DiskAllocation order = make.order().orElseThrow();
    Path target = Home.of(order.getSpec());
    if (!isVolume(order)) {
      identify(make.name(), order, target);
    }
    StateStore store = new StateStore(libc, target);
    VmDiskImage begun = statuses.planned(make.image(), make.decision());
    store.put(new StoredImage(target, begun, order));
    try (Watch watch = watcher.watch(make.name())) {
      Verification.Verified found = make(order, key, content(make, order, made), watch);
      VmDiskImage done = statuses.allocated(begun, make.decision(), found);
      StoredImage stored = new StoredImage(target, done, order);
      store.put(stored);
      return stored;
    } catch (ImageException e) {
      store.remove(begun.getMetadata().getNamespace(), begun.getMetadata().getName());
      throw failure(make.name(), e);
    }
  }

  private Verification.Verified make(
      DiskAllocation order, @Nullable ImageKey key, @Nullable Content content, Watch watch)
      throws ImageException {
    if (!isVolume(order)) {
      return allocator.make(
          ImageOrder.of(order.getSpec().image().uid(), order.getSpec()), key, content, watch);
    }
    if (order.getSpec().source() != null) {
      throw new ImageException(ImageException.Kind.Refused, ImagePlanner.VOLUMES_ARE_BLANK + ".");
    }
    return volumes.make(volume(order), watch);
  }

  private @Nullable Content content(
      Planned.ToMake make, DiskAllocation order, Map<String, StoredImage> made)
      throws ImageException {
    StoredImage source = made.get(SourceImages.name(make.image()).orElse(""));
    return source == null
        ? contents.of(order.getSpec().source(), permission)
        : contents.image(ImageOrder.of(source.uid(), source.order().getSpec()));
  }

  /** The first image gives the target its marker; the order says from then on which it is. */
  private void identify(String name, DiskAllocation order, Path target) throws Failure {
    DeviceIdentity identity = order.getSpec().identity();
    try {
      String marker =
          allocator.identify(
              target,
              PlaceIdentity.of(identity),
              PlaceIdentity.fresh(identity, "", statuses.now()));
      order.setSpec(order.getSpec().withIdentity(identity.marked(marker)));
    } catch (ImageException e) {
      throw failure(name, e);
    }
  }

  private VmDiskImage again(Planned.Made made) throws Failure {
    StoredImage stored = made.stored();
    if (Demands.size(made.image().getSpec()) > Demands.size(stored.image().getSpec())) {
      return grow(stored, made.image()).image();
    }
    if (look(stored) instanceof Verification.Drifted drifted) {
      throw new Failure(
          Failure.DRIFTED,
          stored.name()
              + " is not on disk as it was made: "
              + String.join(
                  "; ", drifted.drifts().stream().map(Verification.Drift::message).toList())
              + "; nothing was changed: bring the file back, or delete the image and apply again");
    }
    if (made.changed()) {
      new StateStore(libc, stored.target())
          .put(new StoredImage(stored.target(), made.image(), stored.order()));
    }
    return made.image();
  }

  /**
   * Makes a stored image as large as {@code wanted} says, in place; what is remembered of it
   * follows. A run that was stopped in between is finished by the next.
   */
  public StoredImage grow(StoredImage stored, VmDiskImage wanted) throws Failure {
    DiskAllocation order = Json.copy(stored.order(), DiskAllocation.class);
    long size = Demands.size(wanted.getSpec());
    order.setSpec(order.getSpec().withSize(ByteSize.of(size)));
    Decision decision = Growth.of(stored.decision(), Demands.size(stored.image().getSpec()), size);
    try (ImageKey key = encrypted(decision) ? keys.of(stored.name()) : null;
        Watch watch = watcher.watch(stored.name())) {
      Verification.Verified found =
          isVolume(order)
              ? volumes.grow(volume(order), watch)
              : grower.grow(ImageOrder.of(stored.uid(), order.getSpec()), key, watch);
      VmDiskImage done = statuses.allocated(wanted, decision, found);
      StoredImage grown = new StoredImage(stored.target(), done, order);
      new StateStore(libc, stored.target()).put(grown);
      return grown;
    } catch (ImageException e) {
      throw failure(stored.name(), e);
    }
  }

  /** Compares what is on disk with what was ordered. */
  public Verification look(StoredImage stored) throws Failure {
    try {
      return isVolume(stored.order())
          ? volumes.verify(volume(stored.order()))
          : verifier.verify(ImageOrder.of(stored.uid(), stored.order().getSpec()));
    } catch (ImageException e) {
      throw failure(stored.name(), e);
    }
  }

  /**
   * Gives space back that was promised and is not there any more; finds nothing to do, or why not.
   */
  public Verification repair(StoredImage stored) throws Failure {
    try (Watch watch = watcher.watch(stored.name())) {
      return repairer.repair(ImageOrder.of(stored.uid(), stored.order().getSpec()), watch);
    } catch (ImageException e) {
      throw failure(stored.name(), e);
    }
  }

  /** What it means for the process. */
  public static Failure failure(ImageException e) {
    int code =
        switch (e.kind()) {
          case NoSpace, WrongPlace, Refused -> Failure.REFUSED;
          default -> Failure.FAILED;
        };
    return new Failure(code, String.valueOf(e.getMessage()), e);
  }

  /** With the name of the image in front. */
  public static Failure failure(String name, ImageException e) {
    return new Failure(failure(e).exitCode(), name + ": " + e.getMessage(), e);
  }

  private static boolean isVolume(DiskAllocation order) {
    return order.getSpec().target().volumeGroup() != null;
  }

  private static VolumeOrder volume(DiskAllocation order) throws ImageException {
    return VolumeOrder.of(order.getSpec().image().uid(), order.getSpec());
  }

  private static boolean planOnly(VmDiskImage image) {
    return Boolean.TRUE.equals(image.getSpec().planOnly());
  }
}
