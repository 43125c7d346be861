package io.diskwright.decision;

import io.diskwright.api.v1alpha1.Annotations;
import io.diskwright.api.v1alpha1.ByteSize;
import io.diskwright.api.v1alpha1.DeletionPolicy;
import io.diskwright.api.v1alpha1.PlacementSpec;
import io.diskwright.api.v1alpha1.Tradeoffs;
import io.diskwright.api.v1alpha1.VmDiskImage;
import io.diskwright.api.v1alpha1.VmDiskImageSpec;
import io.diskwright.api.v1alpha1.Workload;
import io.diskwright.planner.Access;
import io.diskwright.planner.Consumer;
import io.diskwright.planner.Demand;
import io.diskwright.planner.Feature;
import io.diskwright.planner.ImageFormat;
import io.diskwright.planner.Placement;
import io.diskwright.planner.SecurityLevel;
import io.diskwright.planner.Strategy;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** From an image as its user wrote it to a demand with every default filled in. */
public final class Demands {
  private static final int DEFAULT_FILL = 50;

  private Demands() {}

  /**
   * What {@code image} asks for; what its spec leaves out is as {@code status.effective} says, and
   * as it is built in where that is not there.
   *
   * @param image valid by {@link SpecValidator}
   * @throws IllegalArgumentException when it is not
   */
  public static Demand of(VmDiskImage image) {
    VmDiskImageSpec spec = Classes.filled(image);
    Tradeoffs tradeoffs =
        Objects.requireNonNullElse(spec.tradeoffs(), new Tradeoffs(null, null, null));
    Workload workload = Objects.requireNonNullElse(spec.workload(), new Workload(null, null));
    return new Demand(
        name(image),
        size(spec),
        Weight.PERFORMANCE.of(tradeoffs.performance()).orElseThrow(Demands::invalid),
        Weight.REDUNDANCY.of(tradeoffs.redundancy()).orElseThrow(Demands::invalid),
        Objects.requireNonNullElse(tradeoffs.security(), SecurityLevel.Off),
        set(Feature.class, spec.requires(), false),
        set(ImageFormat.class, spec.formats(), true),
        consumer(image, spec),
        Objects.requireNonNullElse(spec.strategy(), Strategy.Measured),
        Objects.requireNonNullElse(workload.access(), Access.Mixed),
        Objects.requireNonNullElse(workload.expectedFill(), DEFAULT_FILL),
        spec.minimumPreallocated() == null ? 0 : ByteSize.parse(spec.minimumPreallocated()),
        placement(spec.placement()));
  }

  /** Whether {@code image} is to be handed over as a raw file, whatever format it is stored in. */
  public static boolean isToBeExported(VmDiskImage image) {
    Map<String, String> annotations = image.getMetadata().getAnnotations();
    return annotations != null && Annotations.EXPORT.equals(annotations.get(Annotations.VIEW));
  }

  /** Who opens the image itself: where it is exported that is QEMU, whoever reads the raw view. */
  private static Consumer consumer(VmDiskImage image, VmDiskImageSpec spec) {
    return isToBeExported(image)
        ? Consumer.QEMU
        : Objects.requireNonNullElse(spec.consumer(), Consumer.QEMU);
  }

  /** {@code namespace/name}; no namespace is {@code default}. */
  public static String name(VmDiskImage image) {
    return Objects.requireNonNullElse(image.getMetadata().getNamespace(), "default")
        + "/"
        + image.getMetadata().getName();
  }

  /** What becomes of the file when the object goes; filled in like the rest. */
  public static DeletionPolicy deletionPolicy(VmDiskImage image) {
    return Objects.requireNonNullElse(
        Classes.filled(image).deletionPolicy(), DeletionPolicy.Delete);
  }

  /** The virtual size in bytes, rounded up to whole sectors. */
  public static long size(VmDiskImageSpec spec) {
    Quantity size = spec.size();
    if (size == null) {
      throw invalid();
    }
    return ByteSize.toSectors(ByteSize.parse(size));
  }

  private static Placement placement(@Nullable PlacementSpec placement) {
    if (placement == null) {
      return Placement.ANYWHERE;
    }
    Map<String, String> labels =
        placement.deviceSelector() == null ? null : placement.deviceSelector().getMatchLabels();
    return new Placement(
        Objects.requireNonNullElse(placement.node(), ""),
        Objects.requireNonNullElse(placement.pool(), ""),
        labels == null ? Map.of() : Collections.unmodifiableMap(new TreeMap<>(labels)));
  }

  /** In the order of the enum, so that nothing downstream depends on how a user ordered a list. */
  private static <E extends Enum<E>> Set<E> set(
      Class<E> type, @Nullable Collection<E> given, boolean allWhenEmpty) {
    if (given == null || given.isEmpty()) {
      return Collections.unmodifiableSet(allWhenEmpty ? EnumSet.allOf(type) : EnumSet.noneOf(type));
    }
    return Collections.unmodifiableSet(EnumSet.copyOf(given));
  }

  private static IllegalArgumentException invalid() {
    return new IllegalArgumentException("The image is not valid; check it by SpecValidator first.");
  }
}
