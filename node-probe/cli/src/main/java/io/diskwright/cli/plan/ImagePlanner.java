package io.diskwright.cli.plan;

import io.diskwright.api.v1alpha1.Decision;
import io.diskwright.api.v1alpha1.DiskAllocation;
import io.diskwright.api.v1alpha1.StorageDevice;
import io.diskwright.api.v1alpha1.VmDiskImage;
import io.diskwright.cli.input.Read;
import io.diskwright.cli.output.Failure;
import io.diskwright.cli.state.StoredImage;
import io.diskwright.decision.Classes;
import io.diskwright.decision.Decider;
import io.diskwright.decision.DecisionResult;
import io.diskwright.decision.Demands;
import io.diskwright.decision.Orders;
import io.diskwright.decision.Origins;
import io.diskwright.libc.ErrnoException;
import io.diskwright.libc.Fd;
import io.diskwright.libc.Libc;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Decides the images of an input one after another, each knowing what the earlier ones take. */
public final class ImagePlanner {
  /** Why what is to hold something is placed in a directory. */
  static final String VOLUMES_ARE_BLANK =
      "a logical volume is not filled from spec.source yet; name a directory, too, for the image";

  private final Libc libc;
  private final Decider decider;

  /** Decides by {@code decider}; what images made before take is looked at through {@code libc}. */
  public ImagePlanner(Libc libc, Decider decider) {
    this.libc = libc;
    this.decider = decider;
  }

  /** Decides; the answers are in the order of the images. */
  public List<Planned> plan(List<Read<VmDiskImage>> images, World world) {
    Set<String> wanted =
        images.stream().map(read -> Demands.name(read.object())).collect(Collectors.toSet());
    Ledger ledger = ledger(world, stored -> stored.allocated() || !wanted.contains(stored.name()));
    SourceImages sources = new SourceImages(world);
    List<Planned> planned = new ArrayList<>();
    for (Read<VmDiskImage> read : images) {
      Planned one = one(read, world, ledger, sources);
      sources.add(one);
      planned.add(one);
    }
    return planned;
  }

  /** What would be decided for {@code image} if it were not there yet. */
  public DecisionResult decideAnew(VmDiskImage image, World world) {
    String name = Demands.name(image);
    Ledger ledger = ledger(world, stored -> !stored.name().equals(name));
    return decider.decide(
        image,
        new SourceImages(world).origin(image),
        devices(image, ledger),
        world.pools(),
        ledger.promised());
  }

  /** With the promises to those images that count. */
  private Ledger ledger(World world, Predicate<StoredImage> counts) {
    Ledger ledger = new Ledger(world.devices());
    for (StoredImage stored : world.stored()) {
      if (counts.test(stored)) {
        long own = Origins.isClone(stored.decision()) ? 0 : allocatedNow(stored);
        long left = stored.decision().expected().maximumBytes() - own;
        ledger.promise(stored.decision().device(), left);
      }
    }
    return ledger;
  }

  private Planned one(Read<VmDiskImage> given, World world, Ledger ledger, SourceImages sources) {
    String name = Demands.name(given.object());
    Optional<StoredImage> stored = world.find(name);
    Read<VmDiskImage> read =
        stored
            .map(before -> given.with(Classes.keep(given.object(), before.image())))
            .orElse(given);
    if (stored.isPresent() && stored.get().allocated()) {
      return made(read, stored.get());
    }
    if (stored.isPresent() && SpecChange.refusal(read, stored.get()).isEmpty()) {
      // The run that decided this was stopped: what it began is finished, not decided anew.
      Decision decision = stored.get().decision();
      ledger.take(decision);
      return new Planned.ToMake(
          name,
          Statuses.decided(read.object(), decision),
          decision,
          Optional.of(stored.get().order()));
    }
    Optional<String> objection = sources.objection(read.object());
    List<StorageDevice> devices = devices(read.object(), ledger);
    if (objection.isEmpty() && devices.isEmpty() && !ledger.devices().isEmpty()) {
      objection = Optional.of(VOLUMES_ARE_BLANK);
    }
    if (objection.isPresent()) {
      return new Planned.Refused(
          name,
          Failure.REFUSED,
          read.at("spec.source") + ": " + name + ": " + objection.get(),
          Optional.empty());
    }
    return switch (decider.decide(
        read.object(), sources.origin(read.object()), devices, world.pools(), ledger.promised())) {
      case DecisionResult.Decided decided -> {
        ledger.take(decided.decision());
        VmDiskImage image = Statuses.decided(read.object(), decided.decision());
        yield new Planned.ToMake(
            name, image, decided.decision(), order(image, decided.decision(), world));
      }
      case DecisionResult.Refused refused ->
          new Planned.Refused(
              name,
              Failure.REFUSED,
              read.at("spec") + ": " + name + ": " + refused.reason() + ": " + refused.message(),
              Optional.of(refused));
    };
  }

  /** Where {@code image} may lie. */
  private static List<StorageDevice> devices(VmDiskImage image, Ledger ledger) {
    return Orders.content(image.getSpec().source()) == null
        ? ledger.devices()
        : ledger.devices().stream()
            .filter(device -> device.getStatus().target().volumeGroup() == null)
            .toList();
  }

  private static Planned made(Read<VmDiskImage> read, StoredImage stored) {
    Optional<Planned.Refused> refusal = SpecChange.refusal(read, stored);
    if (refusal.isPresent()) {
      return refusal.get();
    }
    boolean changed = SpecChange.differs(read.object(), stored.image());
    VmDiskImage image =
        changed
            ? Statuses.with(
                read.object(),
                stored
                    .image()
                    .getStatus()
                    .withEffective(Classes.recorded(read.object()).orElse(null)))
            : stored.image();
    return new Planned.Made(stored.name(), stored, image, changed);
  }

  private static Optional<DiskAllocation> order(VmDiskImage image, Decision decision, World world) {
    if (world.places().isEmpty()) {
      return Optional.empty();
    }
    return world
        .device(decision.device())
        .map(
            device -> {
              DiskAllocation order = new DiskAllocation();
              order.setMetadata(
                  new ObjectMetaBuilder()
                      .withNamespace(image.getMetadata().getNamespace())
                      .withName(image.getMetadata().getUid())
                      .build());
              order.setSpec(Orders.order(image, decision, device));
              return order;
            });
  }

  /** A guest writes, and what it has written needs no promise any more. */
  private long allocatedNow(StoredImage stored) {
    var status = stored.image().getStatus();
    if (status.allocation() == null) {
      return 0;
    }
    if (stored.order().getSpec().target().volumeGroup() != null) {
      return status.allocation().allocatedBytes(); // as it was last looked at
    }
    try {
      return libc.statx(Fd.CWD, status.allocation().path()).allocatedBytes();
    } catch (ErrnoException e) {
      return 0; // gone: its promise stands until it is deleted
    }
  }
}
