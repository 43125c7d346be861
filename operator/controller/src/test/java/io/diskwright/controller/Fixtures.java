package io.diskwright.controller;

import io.diskwright.api.v1alpha1.AllocationResult;
import io.diskwright.api.v1alpha1.Annotations;
import io.diskwright.api.v1alpha1.ArrayCredentials;
import io.diskwright.api.v1alpha1.ArrayInterface;
import io.diskwright.api.v1alpha1.ArraySpec;
import io.diskwright.api.v1alpha1.BecauseEntry;
import io.diskwright.api.v1alpha1.CapabilityStatus;
import io.diskwright.api.v1alpha1.ClassDefaults;
import io.diskwright.api.v1alpha1.ClassLimits;
import io.diskwright.api.v1alpha1.ConditionTypes;
import io.diskwright.api.v1alpha1.Conditions;
import io.diskwright.api.v1alpha1.Conditions.ConditionStatus;
import io.diskwright.api.v1alpha1.Decision;
import io.diskwright.api.v1alpha1.DeletionPolicy;
import io.diskwright.api.v1alpha1.DeviceCapacity;
import io.diskwright.api.v1alpha1.DeviceIdentity;
import io.diskwright.api.v1alpha1.DeviceTarget;
import io.diskwright.api.v1alpha1.DirectoryTarget;
import io.diskwright.api.v1alpha1.DiskAllocation;
import io.diskwright.api.v1alpha1.DiskAllocationStatus;
import io.diskwright.api.v1alpha1.Evidence;
import io.diskwright.api.v1alpha1.EvidenceSource;
import io.diskwright.api.v1alpha1.ExpectedCosts;
import io.diskwright.api.v1alpha1.ImageReference;
import io.diskwright.api.v1alpha1.Labels;
import io.diskwright.api.v1alpha1.PlacementSpec;
import io.diskwright.api.v1alpha1.PoolTarget;
import io.diskwright.api.v1alpha1.Reasons;
import io.diskwright.api.v1alpha1.SecretRef;
import io.diskwright.api.v1alpha1.StorageDevice;
import io.diskwright.api.v1alpha1.StorageDeviceStatus;
import io.diskwright.api.v1alpha1.StoragePool;
import io.diskwright.api.v1alpha1.StoragePoolSpec;
import io.diskwright.api.v1alpha1.Tradeoffs;
import io.diskwright.api.v1alpha1.VmDiskClass;
import io.diskwright.api.v1alpha1.VmDiskClassSpec;
import io.diskwright.api.v1alpha1.VmDiskImage;
import io.diskwright.api.v1alpha1.VmDiskImageSpec;
import io.diskwright.api.v1alpha1.VmDiskImageStatus;
import io.diskwright.decision.Orders;
import io.diskwright.planner.AllocationPolicy;
import io.diskwright.planner.Capability;
import io.diskwright.planner.CapabilityState;
import io.diskwright.planner.Confidence;
import io.diskwright.planner.DeviceKind;
import io.diskwright.planner.ImageFormat;
import io.diskwright.planner.Strategy;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Objects as a cluster would have them. */
final class Fixtures {
  static final Clock NOON = Clock.fixed(Instant.parse("2026-01-01T12:00:00Z"), ZoneOffset.UTC);
  static final Conditions CONDITIONS = new Conditions(NOON);
  static final long GIB = 1L << 30;

  private static final List<Capability> EXT4 =
      List.of(
          Capability.DirectIo,
          Capability.Discard,
          Capability.ExtentMapping,
          Capability.OverwriteInPlace,
          Capability.Preallocation,
          Capability.ThinProvisioning,
          Capability.WriteZeroes);

  private Fixtures() {}

  static VmDiskImage image(String name, String size) {
    return image(name, spec(size, null, false));
  }

  static VmDiskImage image(String name, VmDiskImageSpec spec) {
    VmDiskImage image = new VmDiskImage();
    image.setMetadata(
        new ObjectMetaBuilder()
            .withName(name)
            .withNamespace("shop")
            .withUid(uid(name))
            .withGeneration(1L)
            .build());
    image.setSpec(spec);
    return image;
  }

  static ImageReference reference(VmDiskImage image) {
    return new ImageReference(image.getMetadata().getName(), image.getMetadata().getUid());
  }

  static String uid(String name) {
    return java.util
        .UUID
        .nameUUIDFromBytes(name.getBytes(java.nio.charset.StandardCharsets.UTF_8))
        .toString();
  }

  static VmDiskImageSpec spec(String size, @Nullable String pool, boolean planOnly) {
    return new VmDiskImageSpec(
        new Quantity(size),
        null,
        null,
        List.of(ImageFormat.raw),
        null,
        null,
        null,
        null,
        null,
        pool == null ? null : new PlacementSpec(null, pool, null),
        null,
        planOnly,
        null);
  }

  /** A plan that wishes for all the redundancy there is. */
  static VmDiskImageSpec redundant(String size) {
    VmDiskImageSpec plain = spec(size, null, true);
    return new VmDiskImageSpec(
        plain.size(),
        new Tradeoffs(null, new IntOrString(100), null),
        null,
        plain.formats(),
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        true,
        null);
  }

  static VmDiskImageSpec retained(VmDiskImageSpec spec) {
    return new VmDiskImageSpec(
        spec.size(),
        spec.tradeoffs(),
        spec.requires(),
        spec.formats(),
        spec.consumer(),
        spec.strategy(),
        spec.workload(),
        spec.minimumPreallocated(),
        spec.source(),
        spec.placement(),
        spec.encryption(),
        spec.planOnly(),
        DeletionPolicy.Retain,
        spec.className());
  }

  /** A node whose host is named like it, and then some. */
  static Node node(String name) {
    return new NodeBuilder()
        .withNewMetadata()
        .withName(name)
        .addToLabels(Claims.HOST_NAME, name + "-host")
        .endMetadata()
        .build();
  }

  /** A ready ext4 directory on {@code node} with {@code free} bytes that can all be allocated. */
  static StorageDevice device(String node, long free) {
    StorageDevice device = new StorageDevice();
    device.setMetadata(
        new ObjectMetaBuilder()
            .withName(node + "-00000001")
            .withLabels(Map.of(Labels.NODE, node, Labels.POOL, "default"))
            .build());
    device.setStatus(
        new StorageDeviceStatus(
            node,
            new DeviceTarget("/var/lib/diskwright", null, null),
            DeviceKind.SolidState,
            new DeviceIdentity("fs-" + node, null, null, null, null),
            List.of(),
            new TreeMap<>(Map.of("filesystem", "ext4", "rotational", "false")),
            new DeviceCapacity(free, free, free),
            Arrays.stream(Capability.values()).map(Fixtures::probed).toList(),
            EXT4,
            Capability.complementOf(Set.copyOf(EXT4)),
            null,
            CONDITIONS.set(null, ConditionTypes.READY, ConditionStatus.True, "Ready", "", null)));
    return device;
  }

  private static CapabilityStatus probed(Capability capability) {
    return new CapabilityStatus(
        capability,
        EXT4.contains(capability) ? CapabilityState.Present : CapabilityState.Absent,
        null,
        new Evidence(EvidenceSource.SystemCall, "ioctl", "EOPNOTSUPP", null));
  }

  static StoragePool pool(String name, ArraySpec... arrays) {
    StoragePool pool = new StoragePool();
    pool.setMetadata(new ObjectMetaBuilder().withName(name).withGeneration(1L).build());
    pool.setSpec(
        new StoragePoolSpec(
            null,
            List.of(new PoolTarget(new DirectoryTarget("/var/lib/diskwright"), null)),
            null,
            null,
            arrays.length == 0 ? null : List.of(arrays)));
    return pool;
  }

  /** A class whose default is {@code performance}, and whose limit {@code maxSize}. */
  static VmDiskClass diskClass(String name, int performance, @Nullable String maxSize) {
    VmDiskClass made = new VmDiskClass();
    made.setMetadata(new ObjectMetaBuilder().withName(name).withGeneration(1L).build());
    made.setSpec(
        new VmDiskClassSpec(
            null,
            new ClassDefaults(
                new Tradeoffs(new IntOrString(performance), null, null),
                null,
                null,
                null,
                null,
                null,
                null,
                DeletionPolicy.Retain),
            maxSize == null
                ? null
                : new ClassLimits(null, null, null, null, new Quantity(maxSize))));
    return made;
  }

  /** {@code one}, marked as the default, made at that time. */
  static VmDiskClass marked(VmDiskClass one, String created) {
    one.getMetadata().setAnnotations(Map.of(Annotations.DEFAULT_CLASS, "true"));
    one.getMetadata().setCreationTimestamp(created);
    return one;
  }

  static ArraySpec array(String name) {
    return new ArraySpec(
        name,
        ArrayInterface.Swordfish,
        "https://array.example",
        null,
        "images",
        null,
        new ArrayCredentials(new SecretRef("login")),
        null);
  }

  static Decision decision(String device, long allocated, long maximum) {
    return new Decision(
        Strategy.Measured,
        device,
        "node-a",
        AllocationPolicy.Thin,
        ImageFormat.raw,
        Map.of("preallocation", "off"),
        800,
        new ExpectedCosts(900, allocated, maximum, Confidence.Shipped),
        List.of(new BecauseEntry("rule", "message", List.of())),
        List.of(),
        List.of(),
        10);
  }

  static VmDiskImage decided(VmDiskImage image, Decision decision, @Nullable Long allocated) {
    image.setStatus(
        new VmDiskImageStatus(
            image.getMetadata().getGeneration(),
            decision,
            allocated == null ? null : result(allocated),
            null,
            CONDITIONS.set(
                null,
                ConditionTypes.PLANNED,
                ConditionStatus.True,
                Reasons.Planned.Decided.name(),
                "",
                image.getMetadata().getGeneration())));
    return image;
  }

  static AllocationResult result(long allocated) {
    return new AllocationResult(
        allocated, GIB, "/var/lib/diskwright/x/disk.img", "2026-01-01T12:00:00Z", "fstat");
  }

  static DiskAllocation order(VmDiskImage image, Decision decision, StorageDevice device) {
    DiskAllocation order = new DiskAllocation();
    order.setMetadata(
        new ObjectMetaBuilder()
            .withName(image.getMetadata().getUid())
            .withNamespace(image.getMetadata().getNamespace())
            .withGeneration(1L)
            .build());
    order.setSpec(Orders.order(image, decision, device));
    return order;
  }

  static DiskAllocationStatus orderStatus(
      ConditionStatus status, Reasons.Allocated reason, String message, @Nullable Long allocated) {
    return new DiskAllocationStatus(
        1L,
        allocated == null ? null : result(allocated),
        null,
        CONDITIONS.set(null, ConditionTypes.ALLOCATED, status, reason.name(), message, 1L));
  }
}
