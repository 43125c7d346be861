package io.diskwright.planner;

import java.util.Set;

/**
 * What of a place bears on the costs of images there. No name is among it: two places that work
 * alike cost alike, whatever they are called.
 *
 * @param inPlace whether an overwrite goes where the data lies, and not elsewhere
 * @param clones whether files can share their data, so that every write has to ask
 * @param checksums whether data is checksummed
 * @param compresses whether data is compressed
 * @param hints whether a file can be told to take its space in larger pieces
 * @param blockSize bytes of a block
 * @param medium what bounds the speed below
 */
record Traits(
    boolean inPlace,
    boolean clones,
    boolean checksums,
    boolean compresses,
    boolean hints,
    long blockSize,
    Medium medium) {

  /** What bounds the speed below the file system. */
  enum Medium {
    /** Seeks. */
    Rotating,
    /** A round trip to another host. */
    Network,
    /** Memory that is the file system itself. */
    Memory,
    /** None of these. */
    Other
  }

  static Traits of(DeviceFacts device) {
    return new Traits(
        Properties.overwritesInPlace(device),
        // A thin volume shares nothing before it has a snapshot.
        device.target() == TargetKind.Directory && device.has(Capability.Cloning),
        device.has(Capability.Checksumming),
        device.has(Capability.Compression),
        Properties.takesExtentSizeHint(device),
        Properties.blockSize(device),
        switch (device.kind()) {
          case HardDisk -> Medium.Rotating;
          case NetworkFilesystem -> Medium.Network;
          // Blocks in memory are as slow as the file system on them; without one, nothing maps.
          case Memory -> device.has(Capability.ExtentMapping) ? Medium.Other : Medium.Memory;
          case SolidState, UsbDrive, Raid, Virtual -> Medium.Other;
        });
  }

  /** As a file finds the place that has copy-on-write turned off for itself. */
  Traits nocow() {
    return new Traits(true, clones, false, false, hints, blockSize, medium);
  }

  /**
   * How far the costs of the same image are likely to be apart; zero when nothing that bears on
   * them differs. What moves all data elsewhere weighs most.
   */
  double to(Traits other) {
    return 4 * differs(inPlace, other.inPlace)
        + 2 * differs(checksums, other.checksums)
        + 2 * differs(compresses, other.compresses)
        + differs(clones, other.clones)
        + differs(hints, other.hints)
        + Math.abs(log2(blockSize) - log2(other.blockSize)) / 2
        + toMedium(other.medium);
  }

  /** What differs from {@code other}, in words. */
  Set<String> differences(Traits other) {
    Set<String> found = new java.util.TreeSet<>();
    add(found, inPlace != other.inPlace, "overwriting in place");
    add(found, clones != other.clones, "cloning");
    add(found, checksums != other.checksums, "checksums");
    add(found, compresses != other.compresses, "compression");
    add(found, hints != other.hints, "extent-size hints");
    add(found, blockSize != other.blockSize, "block size");
    add(found, medium != other.medium, "medium");
    return found;
  }

  private double toMedium(Medium other) {
    if (medium == other) {
      return 0;
    }
    return medium == Medium.Memory || other == Medium.Memory ? 5 : 3;
  }

  private static void add(Set<String> found, boolean differs, String name) {
    if (differs) {
      found.add(name);
    }
  }

  private static double differs(boolean a, boolean b) {
    return a == b ? 0 : 1;
  }

  private static double log2(long value) {
    return Math.log(Math.max(1, value)) / Math.log(2);
  }
}
