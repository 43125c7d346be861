package io.diskwright.cli.plan;

import io.diskwright.api.v1alpha1.AllocationResult;
import io.diskwright.api.v1alpha1.Decision;
import io.diskwright.api.v1alpha1.DiskAllocationSpec;
import io.diskwright.api.v1alpha1.VmDiskImage;
import io.diskwright.cli.state.StoredImage;
import io.diskwright.decision.Demands;
import io.diskwright.decision.Origins;
import io.diskwright.planner.Origin;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Finds the images that others begin as copies of: made before, or to be made before them. */
final class SourceImages {
  private static final String NO_CLAIMS =
      "spec.source.claim: only a cluster has claims; write image: {name: %s} for the image that it"
          + " carries";

  private final World world;
  private final Map<String, Planned> earlier = new HashMap<>();

  SourceImages(World world) {
    this.world = world;
  }

  /** What was planned of an image that is made before the next ones. */
  void add(Planned planned) {
    earlier.put(planned.name(), planned);
  }

  /** Name of the image that {@code image} begins as a copy of: of its own namespace. */
  static Optional<String> name(VmDiskImage image) {
    String name = Demands.name(image);
    String namespace = name.substring(0, name.indexOf('/') + 1);
    return Origins.name(image).map(source -> namespace + source);
  }

  /** Why {@code image} cannot be planned for want of its source; empty when it can. */
  Optional<String> objection(VmDiskImage image) {
    Optional<String> name = name(image);
    if (name.isEmpty()) {
      return Optional.empty();
    }
    if (Origins.isByClaim(image)) {
      return Optional.of(NO_CLAIMS.formatted(Origins.name(image).orElse("")));
    }
    if (name.get().equals(Demands.name(image))) {
      return Optional.of("spec.source.image names the image itself; name another");
    }
    if (origin(image) == null) {
      return Optional.of(
          "spec.source.image: there is no image "
              + name.get()
              + " in the targets; make it first, or put it before this one");
    }
    DiskAllocationSpec order = order(name.get());
    return order == null ? Optional.empty() : Origins.objection(name.get(), order);
  }

  /** What the planner is to know of the source; null when there is none. */
  @Nullable Origin origin(VmDiskImage image) {
    String name = name(image).orElse("");
    return switch (earlier.get(name)) {
      case Planned.ToMake make -> planOnly(make.image()) ? null : planned(make);
      case Planned.Made made -> stored(made.stored());
      case null -> world.find(name).filter(StoredImage::allocated).map(this::stored).orElse(null);
      default -> null;
    };
  }

  private @Nullable DiskAllocationSpec order(String name) {
    return switch (earlier.get(name)) {
      case Planned.ToMake make -> make.order().map(order -> order.getSpec()).orElse(null);
      case Planned.Made made -> made.stored().order().getSpec();
      case null -> world.find(name).map(stored -> stored.order().getSpec()).orElse(null);
      default -> null;
    };
  }

  private Origin stored(StoredImage stored) {
    AllocationResult made =
        Objects.requireNonNull(stored.image().getStatus().allocation(), "is allocated");
    return Origins.of(stored.name(), stored.order().getSpec(), made);
  }

  private static Origin planned(Planned.ToMake make) {
    Decision decision = make.decision();
    return new Origin(
        make.name(),
        decision.device(),
        decision.node(),
        decision.policy(),
        decision.format(),
        new TreeMap<>(decision.options()),
        Demands.size(make.image().getSpec()),
        decision.expected().allocatedBytes());
  }

  private static boolean planOnly(VmDiskImage image) {
    return Boolean.TRUE.equals(image.getSpec().planOnly());
  }
}
