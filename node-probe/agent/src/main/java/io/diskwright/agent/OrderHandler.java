package io.diskwright.agent;

import io.diskwright.agent.AgentMetrics.Phase;
import io.diskwright.api.v1alpha1.AllocationResult;
import io.diskwright.api.v1alpha1.ByteSize;
import io.diskwright.api.v1alpha1.DeletionPolicy;
import io.diskwright.api.v1alpha1.DiskAllocation;
import io.diskwright.api.v1alpha1.DiskAllocationSpec;
import io.diskwright.api.v1alpha1.DiskAllocationStatus;
import io.diskwright.api.v1alpha1.Finalizers;
import io.diskwright.api.v1alpha1.ImageSource;
import io.diskwright.image.ImageException;
import io.diskwright.image.ImageKey;
import io.diskwright.image.ImageOrder;
import io.diskwright.image.PlaceIdentity;
import io.diskwright.image.Verification;
import io.diskwright.image.content.Permission;
import io.diskwright.libc.Errno;
import io.diskwright.libc.ErrnoException;
import io.diskwright.planner.SecurityLevel;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries out one order at a time; every step may be repeated. It trusts no order: only directories
 * that a pool has opted in on this node are touched.
 *
 * <p>An image that was reported as made is only looked at from then on, and never made anew: an
 * empty image in the place of a lost one would hide the loss.
 */
final class OrderHandler {
  private static final Logger log = LoggerFactory.getLogger(OrderHandler.class);

  private final String nodeName;
  private final DevicePublisher devices;
  private final Images images;
  private final OrderKeys keys;
  private final Path keyDirectory;
  private final Supplier<Collection<DiskAllocation>> orders;
  private final NodeApi api;
  private final OrderStatus statuses;
  private final AgentMetrics metrics;
  private final Clock clock;
  private final Duration verifyEvery;
  private final Rechecks rechecks;

  /**
   * Works on {@code images}.
   *
   * @param orders every order there is for this node
   */
  OrderHandler(
      AgentSettings settings,
      DevicePublisher devices,
      Images images,
      OrderKeys keys,
      Supplier<Collection<DiskAllocation>> orders,
      NodeApi api,
      AgentMetrics metrics,
      Clock clock) {
    this.nodeName = settings.nodeName();
    this.verifyEvery = settings.verify();
    this.devices = devices;
    this.images = images;
    this.keys = keys;
    this.keyDirectory = settings.keyDirectory();
    this.orders = orders;
    this.api = api;
    this.statuses = new OrderStatus(clock);
    this.metrics = metrics;
    this.clock = clock;
    this.rechecks = new Rechecks(clock);
  }

  /**
   * Does what is to be done about {@code order} now.
   *
   * @param withdrawn whether the order has been withdrawn since
   * @return whether it is done; otherwise it must be tried again later
   */
  boolean handle(DiskAllocation order, BooleanSupplier withdrawn) {
    if (!nodeName.equals(order.getSpec().nodeName())) {
      return true;
    }
    if (order.getMetadata().getDeletionTimestamp() != null) {
      return remove(order);
    }
    Optional<String> objection = objection(order);
    if (objection.isPresent()) {
      report(order, statuses.failed(order, objection.get()));
      return false;
    }
    DiskAllocationStatus status = order.getStatus();
    boolean made = status != null && status.allocation() != null;
    Optional<String> other = otherDevice(order);
    if (other.isPresent()) {
      rechecks.forget(order.getMetadata().getName()); // so that it is looked at when it is back
      report(
          order, made ? statuses.unknown(order, other.get()) : statuses.failed(order, other.get()));
      return false;
    }
    if (!made || isToGrow(order)) {
      return make(order, withdrawn);
    }
    return verify(order, withdrawn);
  }

  /** Forgets what was known of the order {@code uid}, which is gone. */
  void forget(String uid) {
    rechecks.forget(uid);
  }

  /** Whether a finished image is ordered larger than it is. */
  private static boolean isToGrow(DiskAllocation order) {
    DiskAllocationStatus status = order.getStatus();
    AllocationResult made = status == null ? null : status.allocation();
    return made != null
        && made.virtualBytes() < ByteSize.toSectors(ByteSize.parse(order.getSpec().size()));
  }

  private boolean make(DiskAllocation order, BooleanSupplier withdrawn) {
    String uid = order.getMetadata().getName();
    boolean grows = isToGrow(order);
    try {
      ImageOrder image = ImageOrder.of(uid, order.getSpec());
      refuseOwnKey(order.getSpec().source());
      ProgressReport progress = new ProgressReport(order, statuses, api, withdrawn, clock);
      Phase phase = grows ? Phase.Grow : Phase.Make;
      Verification.Verified made =
          metrics.timed(
              phase,
              order.getSpec(),
              () -> {
                try (ImageKey key = image.encrypted() ? keys.open(order) : null) {
                  return grows
                      ? images.grow(image, key, progress)
                      : images.make(
                          image,
                          key,
                          order.getSpec().source(),
                          () -> source(order),
                          permission(order),
                          progress);
                }
              });
      metrics.bytes(phase, order.getSpec(), made.allocatedBytes() - allocatedBytes(order));
      rechecks.looked(order);
      devices.refresh(image.pool()); // first: whoever sees the image made sees the space gone, too
      report(order, statuses.verified(order, made));
      return true;
    } catch (ImageException e) {
      if (e.kind() == ImageException.Kind.Cancelled) {
        return true;
      }
      report(order, statuses.failed(order, Trouble.of(e)));
      return false;
    }
  }

  /**
   * Whatever a pool allows: no image is made from the key that those of all others are sealed to.
   */
  private void refuseOwnKey(@Nullable ImageSource source) throws ImageException {
    if (source != null
        && source.file() != null
        && Path.of("/").resolve(source.file().path()).normalize().startsWith(keyDirectory)) {
      throw new ImageException(
          ImageException.Kind.Refused,
          "spec.source.file.path lies in %s, where this node keeps its own key; no image is made from that. Take a file elsewhere."
              .formatted(keyDirectory));
    }
  }

  /**
   * How the image was ordered that {@code order} is to be a copy of: by its name, among the orders
   * for this node that are in the same namespace.
   */
  private ImageOrder source(DiskAllocation order) throws ImageException {
    ImageSource source = Objects.requireNonNull(order.getSpec().source(), "has one");
    String namespace = order.getMetadata().getNamespace();
    String name = Objects.requireNonNull(source.image(), "has one").name();
    DiskAllocation found =
        orders.get().stream()
            .filter(one -> Objects.equals(one.getMetadata().getNamespace(), namespace))
            .filter(one -> one.getSpec().image().name().equals(name))
            .filter(one -> one.getMetadata().getDeletionTimestamp() == null)
            .filter(one -> one.getStatus() != null && one.getStatus().allocation() != null)
            .findFirst()
            .orElseThrow(() -> unread(namespace, name, "is not made on node " + nodeName));
    Optional<String> objection = objection(found).or(() -> otherDevice(found));
    if (objection.isPresent()) {
      throw unread(namespace, name, "may not be read: " + objection.get().replaceFirst("\\.$", ""));
    }
    return ImageOrder.of(found.getMetadata().getName(), found.getSpec());
  }

  private static ImageException unread(String namespace, String name, String why) {
    return new ImageException(
        ImageException.Kind.Failed,
        "The image %s/%s, which spec.source.image names, %s. It is tried again."
            .formatted(namespace, name, why));
  }

  /** What the pool of the order's place allows; nothing when the pool went away just now. */
  private Permission permission(DiskAllocation order) {
    return place(order)
        .map(Place::permission)
        .orElseGet(() -> new Permission(List.of(), false, "its StoragePool"));
  }

  private boolean verify(DiskAllocation order, BooleanSupplier withdrawn) {
    Optional<Place> place = place(order);
    Duration every = place.map(p -> p.verifyEvery(verifyEvery)).orElse(verifyEvery);
    if (!rechecks.isDue(order, every)) {
      return true;
    }
    try {
      ImageOrder image = ImageOrder.of(order.getMetadata().getName(), order.getSpec());
      Verification found = metrics.timed(Phase.Verify, order.getSpec(), () -> images.verify(image));
      switch (found) {
        case Verification.Verified verified ->
            report(order, statuses.verified(order, verified, rechecks.isAsked(order)));
        case Verification.Drifted drifted -> {
          boolean repairs = drifted.isRepairable() && place.filter(Place::repairs).isPresent();
          DiskAllocationStatus after =
              repairs
                  ? repaired(order, image, drifted, withdrawn)
                  : statuses.drifted(order, drifted, "");
          if (report(order, after) || repairs) {
            metrics.drifted(drifted);
          }
        }
      }
    } catch (ImageException e) {
      if (!isHandedOver(order, e)) {
        report(order, statuses.unknown(order, Trouble.of(e)));
      }
    }
    rechecks.looked(order);
    return true;
  }

  /**
   * Whether whoever uses the claim has made the file its own, as KubeVirt does when a machine
   * starts: without capabilities we cannot look into it then, and what was last seen stays said.
   */
  private static boolean isHandedOver(DiskAllocation order, ImageException e) {
    return order.getMetadata().getFinalizers().contains(Finalizers.CLAIM)
        && e.getCause() instanceof ErrnoException cause
        && cause.errno() == Errno.EACCES;
  }

  /** What the image is like after it was given the space back that it lost. */
  private DiskAllocationStatus repaired(
      DiskAllocation order,
      ImageOrder image,
      Verification.Drifted drifted,
      BooleanSupplier withdrawn) {
    try {
      ProgressReport progress = new ProgressReport(order, statuses, api, withdrawn, clock);
      Verification.Verified whole = images.repair(image, progress);
      metrics.count("Repaired");
      return statuses.verified(order, whole);
    } catch (ImageException e) {
      return statuses.drifted(order, drifted, " " + Trouble.of(e));
    }
  }

  private boolean remove(DiskAllocation order) {
    if (!order.getMetadata().getFinalizers().contains(Finalizers.ALLOCATION)
        || order.getMetadata().getFinalizers().contains(Finalizers.CLAIM)) {
      return true; // gone already, or pods may still use it; the operator says when they do not
    }
    DiskAllocationSpec spec = order.getSpec();
    String uid = order.getMetadata().getName();
    String fate = "kept";
    if (spec.deletionPolicy() != DeletionPolicy.Retain) {
      Optional<String> other = otherDevice(order);
      if (other.isPresent()) {
        report(order, statuses.failed(order, "Not deleted: " + other.get()));
        return false;
      }
      Optional<String> objection = objection(order);
      if (objection.isEmpty() || isOurs(order)) {
        Path pool = Path.of(Objects.requireNonNull(spec.target().directory()));
        try {
          PlaceIdentity identity = PlaceIdentity.of(spec.identity());
          boolean scrub = spec.security() != SecurityLevel.Off;
          metrics.timed(
              Phase.Delete,
              spec,
              () -> {
                images.delete(pool, uid, identity, scrub);
                return uid;
              });
          metrics.bytes(Phase.Delete, spec, allocatedBytes(order));
        } catch (ImageException e) {
          report(order, statuses.failed(order, "Not deleted: " + Trouble.of(e)));
          return false;
        }
        devices.refresh(pool);
        fate = "deleted";
      } else {
        fate = "never made: " + objection.get();
      }
    }
    api.release(order);
    rechecks.forget(uid);
    metrics.count("Deleted");
    log.atInfo()
        .setMessage("Order withdrawn")
        .addKeyValue("uid", uid)
        .addKeyValue("image", order.getMetadata().getNamespace() + "/" + spec.image().name())
        .addKeyValue("file", fate)
        .log();
    return true;
  }

  /** Why the order must not be touched. */
  private Optional<String> objection(DiskAllocation order) {
    DiskAllocationSpec spec = order.getSpec();
    if (!order.getMetadata().getName().equals(spec.image().uid())) {
      return Optional.of(
          "The order must be named by the UID of its image, %s; orders are the operator's to write."
              .formatted(spec.image().uid()));
    }
    String directory = spec.target().directory();
    if (directory == null) {
      return Optional.of(
          "The order names no directory, and logical volumes are not supported yet; plan on a"
              + " directory target.");
    }
    return place(order).isPresent()
        ? Optional.empty()
        : Optional.of(
            "%s is a target of no StoragePool on node %s; add it to a pool, or delete the image."
                .formatted(directory, nodeName));
  }

  /** The place it is for, if a pool still names it. */
  private Optional<Place> place(DiskAllocation order) {
    String directory = order.getSpec().target().directory();
    return devices.places().stream()
        .filter(p -> p.isDirectory() && p.name().equals(directory))
        .findFirst();
  }

  /** Why the place is not, or may not be, the one that is meant. */
  private Optional<String> otherDevice(DiskAllocation order) {
    String directory = order.getSpec().target().directory();
    return directory == null ? Optional.empty() : devices.refusal(Path.of(directory));
  }

  /** Whether this agent reported the image as made there, in a pool that may have gone since. */
  private static boolean isOurs(DiskAllocation order) {
    AllocationResult made = order.getStatus() == null ? null : order.getStatus().allocation();
    String directory = order.getSpec().target().directory();
    return made != null
        && directory != null
        && Path.of(made.path()).startsWith(Path.of(directory, order.getMetadata().getName()));
  }

  /** The bytes on disk that were last reported. */
  private static long allocatedBytes(DiskAllocation order) {
    AllocationResult made = order.getStatus() == null ? null : order.getStatus().allocation();
    return made == null ? 0 : made.allocatedBytes();
  }

  /** Writes a status if it is another; says whether it was. */
  private boolean report(DiskAllocation order, DiskAllocationStatus status) {
    if (status.equals(order.getStatus())) {
      return false;
    }
    api.report(order, status);
    var condition = Objects.requireNonNull(status.conditions()).getFirst();
    metrics.count(condition.getReason());
    log.atInfo()
        .setMessage("Order changed")
        .addKeyValue("uid", order.getMetadata().getName())
        .addKeyValue(
            "image", order.getMetadata().getNamespace() + "/" + order.getSpec().image().name())
        .addKeyValue("device", order.getSpec().device())
        .addKeyValue("reason", condition.getReason())
        .addKeyValue("message", condition.getMessage())
        .log();
    return true;
  }
}
