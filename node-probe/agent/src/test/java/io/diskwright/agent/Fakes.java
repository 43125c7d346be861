package io.diskwright.agent;

import io.diskwright.api.v1alpha1.ConditionTypes;
import io.diskwright.api.v1alpha1.Conditions;
import io.diskwright.api.v1alpha1.Conditions.ConditionStatus;
import io.diskwright.api.v1alpha1.DeletionPolicy;
import io.diskwright.api.v1alpha1.DeviceCapacity;
import io.diskwright.api.v1alpha1.DeviceIdentity;
import io.diskwright.api.v1alpha1.DeviceTarget;
import io.diskwright.api.v1alpha1.DiskAllocation;
import io.diskwright.api.v1alpha1.DiskAllocationSpec;
import io.diskwright.api.v1alpha1.DiskAllocationStatus;
import io.diskwright.api.v1alpha1.Finalizers;
import io.diskwright.api.v1alpha1.ImageReference;
import io.diskwright.api.v1alpha1.ImageSource;
import io.diskwright.api.v1alpha1.Labels;
import io.diskwright.api.v1alpha1.StorageDevice;
import io.diskwright.api.v1alpha1.StorageDeviceStatus;
import io.diskwright.image.ImageException;
import io.diskwright.image.ImageKey;
import io.diskwright.image.ImageOrder;
import io.diskwright.image.PlaceIdentity;
import io.diskwright.image.Progress;
import io.diskwright.image.Verification;
import io.diskwright.image.content.Permission;
import io.diskwright.libc.Marker;
import io.diskwright.planner.AllocationPolicy;
import io.diskwright.planner.DeviceKind;
import io.diskwright.planner.ImageFormat;
import io.diskwright.planner.SecurityLevel;
import io.diskwright.probe.Glance;
import io.diskwright.probe.ProbeException;
import io.diskwright.probe.ProbeRequest;
import io.diskwright.probe.Whereabouts;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** A node without disks and an API server that remembers. */
final class Fakes {
  static final String UID = "3f9c1b2d-0d5e-4f5a-9c39-0a1b2c3d4e5f";
  static final Path POOL = Path.of("/var/lib/diskwright");
  static final Place PLACE = new Place("default", POOL, 10, List.of());
  static final long GIB = 1L << 30;

  private Fakes() {}

  /** Disks by script. */
  static class ScriptedImages implements Images {
    final List<String> calls = Collections.synchronizedList(new ArrayList<>());
    @Nullable ImageException makeFails;
    @Nullable ImageException deleteFails;
    @Nullable ImageException repairFails;
    @Nullable ImageException verifyFails;
    @Nullable ImageException prepareFails;
    @Nullable ImageException identifyFails;
    final AtomicReference<String> marker = new AtomicReference<>("");
    Verification found = verified(4096);
    Runnable whileMaking = () -> {};
    boolean progressSaid = true;
    @Nullable ImageSource filledFrom;
    @Nullable Permission permitted;
    @Nullable ImageOrder copied;

    @Override
    public void prepare(Path pool, PlaceIdentity identity) throws ImageException {
      calls.add("prepare " + pool);
      fail(prepareFails);
    }

    @Override
    public String identify(Path pool, PlaceIdentity identity, Marker fresh) throws ImageException {
      calls.add("identify " + pool);
      fail(identifyFails);
      marker.compareAndSet("", fresh.uuid());
      return marker.get();
    }

    @Override
    public Verification.Verified make(
        ImageOrder order,
        @Nullable ImageKey key,
        @Nullable ImageSource source,
        Finder image,
        Permission permission,
        Progress progress)
        throws ImageException {
      if (source != null && source.image() != null) {
        copied = image.find();
      }
      calls.add("make " + order.file() + (key == null ? "" : " by a key"));
      filledFrom = source;
      permitted = permission;
      whileMaking.run();
      progressSaid = progress.report("writing zeroes", 1, 2);
      if (!progressSaid) {
        throw new ImageException(ImageException.Kind.Cancelled, "stopped");
      }
      fail(makeFails);
      return verified(4096);
    }

    @Override
    public Verification.Verified grow(ImageOrder order, @Nullable ImageKey key, Progress progress) {
      calls.add(
          "grow " + order.file() + " to " + order.sizeBytes() + (key == null ? "" : " by a key"));
      return new Verification.Verified(order.file(), 4096, order.sizeBytes(), "fstat st_blocks");
    }

    @Override
    public Verification.Verified repair(ImageOrder order, Progress progress) throws ImageException {
      calls.add("repair " + order.file());
      fail(repairFails);
      return verified(GIB);
    }

    @Override
    public Verification verify(ImageOrder order) throws ImageException {
      calls.add("verify " + order.file());
      fail(verifyFails);
      return found;
    }

    @Override
    public void delete(Path pool, String uid, PlaceIdentity identity, boolean scrub)
        throws ImageException {
      calls.add(
          "delete " + pool.resolve(uid) + " on " + identity.filesystem() + (scrub ? " scrub" : ""));
      fail(deleteFails);
    }

    @Override
    public List<String> sweep(Path pool, PlaceIdentity identity) {
      calls.add("sweep " + pool);
      return List.of();
    }

    /** The device, bearing the marker if there is one on the medium. */
    StorageDevice marked(StorageDevice device) {
      String uuid = marker.get();
      device.setStatus(
          device
              .getStatus()
              .with(device.getStatus().identity().marked(uuid.isEmpty() ? null : uuid)));
      return device;
    }

    private static void fail(@Nullable ImageException e) throws ImageException {
      if (e != null) {
        throw e;
      }
    }
  }

  /** Finds what {@code probe} says, at one place that no other is. */
  record ScriptedProber(Probe probe) implements Prober {
    /** What is there now. */
    interface Probe {
      StorageDevice probe(ProbeRequest request) throws ProbeException;
    }

    @Override
    public StorageDevice probe(ProbeRequest request) throws ProbeException {
      return probe.probe(request);
    }

    @Override
    public StorageDevice probeMissing(ProbeRequest request) throws ProbeException {
      throw new ProbeException("missing");
    }

    @Override
    public Optional<Glance> glance(ProbeRequest request) throws ProbeException {
      return Optional.of(new Glance(probe.probe(request).getStatus().capacity(), false, "fs-1"));
    }

    @Override
    public Optional<Whereabouts> locate(Path directory) {
      return Optional.of(
          new Whereabouts(
              directory.toString(), "7:" + directory.hashCode(), 2, List.of(), true, false));
    }
  }

  /** Remembers what was written, in order. */
  static final class RememberingApi implements NodeApi {
    final Map<String, StorageDevice> devices = new LinkedHashMap<>();
    final List<String> writes = new ArrayList<>();
    final List<DiskAllocationStatus> reports = new ArrayList<>();

    @Override
    public StorageDevice publish(StorageDevice device, boolean whole) {
      writes.add((whole ? "publish " : "status ") + device.getMetadata().getName());
      devices.put(device.getMetadata().getName(), device);
      return device;
    }

    @Override
    public void withdraw(String device) {
      writes.add("withdraw " + device);
      devices.remove(device);
    }

    @Override
    public void report(DiskAllocation order, DiskAllocationStatus status) {
      writes.add("report " + allocated(status).getReason());
      reports.add(status);
    }

    @Override
    public void release(DiskAllocation order) {
      writes.add("release " + order.getMetadata().getName());
    }
  }

  /** A clock that stands until it is told to go on. */
  static final class StandingClock extends Clock {
    private Instant now = Instant.parse("2026-01-01T12:00:00Z");

    void pass(Duration time) {
      now = now.plus(time);
    }

    @Override
    public Instant instant() {
      return now;
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }

  /** The condition Allocated, which every report carries. */
  static Condition allocated(DiskAllocationStatus status) {
    return Objects.requireNonNull(Conditions.find(status.conditions(), ConditionTypes.ALLOCATED));
  }

  static Verification.Verified verified(long allocated) {
    return new Verification.Verified(
        POOL.resolve(UID).resolve("disk.img"), allocated, GIB, "fstat st_blocks");
  }

  static StorageDevice device(String name, Path directory, long free, Clock clock) {
    return device(name, new DeviceTarget(directory.toString(), null, null), free, clock);
  }

  static StorageDevice device(String name, DeviceTarget target, long free, Clock clock) {
    StorageDevice device = new StorageDevice();
    device.setMetadata(
        new ObjectMetaBuilder()
            .withName(name)
            .withLabels(Map.of(Labels.NODE, "node-a", Labels.POOL, "default"))
            .build());
    device.setStatus(
        new StorageDeviceStatus(
            "node-a",
            target,
            DeviceKind.SolidState,
            new DeviceIdentity("fs-1", null, null, null, null),
            List.of(),
            new TreeMap<>(Map.of("filesystem", "ext4")),
            new DeviceCapacity(100 * GIB, free, free),
            List.of(),
            List.of(),
            List.of(),
            null,
            new Conditions(clock)
                .set(null, ConditionTypes.READY, ConditionStatus.True, "Ready", "fine", null)));
    return device;
  }

  static DiskAllocation order() {
    return order(DeletionPolicy.Delete, POOL.toString(), SecurityLevel.Off);
  }

  static DiskAllocation order(DeletionPolicy deletion, String directory, SecurityLevel security) {
    DiskAllocation order = new DiskAllocation();
    order.setMetadata(
        new ObjectMetaBuilder()
            .withName(UID)
            .withNamespace("shop")
            .withGeneration(1L)
            .withFinalizers(Finalizers.ALLOCATION)
            .build());
    order.setSpec(
        new DiskAllocationSpec(
            new ImageReference("orders-db", UID),
            "node-a",
            "node-a-00000001",
            new DeviceTarget(directory, null, null),
            new DeviceIdentity("fs-1", null, null, null, null),
            new Quantity("1Gi"),
            AllocationPolicy.Thin,
            ImageFormat.raw,
            Map.of("preallocation", "off"),
            security,
            deletion));
    return order;
  }
}
