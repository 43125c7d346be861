package io.diskwright.planner;

import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;

/** Devices as a probe would describe them, for tests. */
final class Devices {
  static final long GIB = 1L << 30;

  private String name = "node-a-00000001";
  private String node = "node-a";
  private String pool = "default";
  private DeviceKind kind = DeviceKind.SolidState;
  private TargetKind target = TargetKind.Directory;
  private final Map<String, String> labels = new TreeMap<>();
  private final Map<Capability, CapabilityFact> capabilities = new EnumMap<>(Capability.class);
  private final Map<String, String> properties = new TreeMap<>();
  private long allocatable = 1000 * GIB;
  private long promisable = 1000 * GIB;
  private String notReady = "";
  private String unhealthy = "";
  private Map<String, String> measurements = Map.of();

  private Devices(String filesystem) {
    for (Capability capability : Capability.values()) {
      capabilities.put(capability, new CapabilityFact(CapabilityState.Absent, ""));
    }
    properties.put(Properties.FILESYSTEM, filesystem);
    with(Capability.ThinProvisioning, "").with(Capability.Preallocation, "");
    with(Capability.Discard, "").with(Capability.WriteZeroes, "");
    with(Capability.DirectIo, "512").with(Capability.ExtentMapping, "");
  }

  static Devices ext4() {
    return new Devices("ext4").with(Capability.OverwriteInPlace, "native");
  }

  static Devices xfs() {
    return new Devices("xfs")
        .with(Capability.OverwriteInPlace, "native")
        .with(Capability.Snapshotting, "reflink")
        .with(Capability.Cloning, "reflink")
        .with(Capability.CopyOffload, "reflink")
        .with(Capability.Deduplication, "on-request");
  }

  static Devices btrfs() {
    return new Devices("btrfs")
        .with(Capability.OverwriteInPlace, "nocow")
        .with(Capability.Snapshotting, "reflink")
        .with(Capability.Cloning, "reflink")
        .with(Capability.Checksumming, "crc32c");
  }

  /** On two physical volumes, as the probe publishes it. */
  static Devices volumeGroup() {
    return new Devices("")
        .without(Capability.ThinProvisioning)
        .with(Capability.OverwriteInPlace, "native")
        .with(Capability.Snapshotting, "cow")
        .target(TargetKind.VolumeGroup)
        .property("extentSize", "4194304")
        .property("physicalVolumes", "2");
  }

  /** In a group on two physical volumes. */
  static Devices thinPool() {
    return volumeGroup()
        .without(Capability.Preallocation)
        .without(Capability.ExtentMapping)
        .with(Capability.ThinProvisioning, "")
        .with(Capability.Snapshotting, "thin")
        .with(Capability.Cloning, "thin")
        .property("thinPool", "pool0");
  }

  static Devices of(String filesystem) {
    return new Devices(filesystem);
  }

  Devices with(Capability capability, String value) {
    capabilities.put(capability, new CapabilityFact(CapabilityState.Present, value));
    return this;
  }

  Devices without(Capability capability) {
    capabilities.put(capability, new CapabilityFact(CapabilityState.Absent, ""));
    return this;
  }

  Devices unknown(Capability capability) {
    capabilities.put(capability, new CapabilityFact(CapabilityState.Unknown, ""));
    return this;
  }

  Devices property(String key, String value) {
    properties.put(key, value);
    return this;
  }

  Devices named(String newName) {
    this.name = newName;
    return this;
  }

  Devices on(String newNode) {
    this.node = newNode;
    return this;
  }

  Devices in(String newPool) {
    this.pool = newPool;
    return this;
  }

  Devices labelled(String key, String value) {
    labels.put(key, value);
    return this;
  }

  Devices kind(DeviceKind newKind) {
    this.kind = newKind;
    return this;
  }

  Devices target(TargetKind newTarget) {
    this.target = newTarget;
    return this;
  }

  Devices room(long bytes) {
    return room(bytes, bytes);
  }

  Devices room(long allocatableBytes, long promisableBytes) {
    this.allocatable = allocatableBytes;
    this.promisable = promisableBytes;
    return this;
  }

  Devices notReady(String why) {
    this.notReady = why;
    return this;
  }

  Devices measured(Map<String, String> published) {
    this.measurements = published;
    return this;
  }

  /** With every capability there is. */
  Devices able() {
    return with(Capability.Snapshotting, "reflink")
        .with(Capability.Cloning, "reflink")
        .with(Capability.CopyOffload, "reflink")
        .with(Capability.Compression, "zstd")
        .with(Capability.Redundancy, "raid1")
        .with(Capability.Encryption, "dm-crypt")
        .with(Capability.Checksumming, "crc32c")
        .with(Capability.AtomicWrites, "16384")
        .with(Capability.ProjectQuota, "")
        .with(Capability.SharedAccess, "nfs4.2")
        .with(Capability.PowerLossProtection, "");
  }

  Devices unhealthy(String why) {
    this.unhealthy = why;
    return this;
  }

  DeviceFacts make() {
    return new DeviceFacts(
        name,
        node,
        pool,
        Map.copyOf(labels),
        target,
        kind,
        new EnumMap<>(capabilities),
        Map.copyOf(properties),
        allocatable,
        promisable,
        notReady,
        measurements,
        unhealthy);
  }
}
