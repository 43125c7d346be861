package io.diskwright.planner;

import java.util.ArrayList;
import java.util.List;

/**
 * What else a device can do that serves an image: it decides where nothing that was wished for
 * tells two devices apart. The first counts most.
 *
 * <p>None depends on the weight of performance or on security, so that more weight never gives a
 * slower plan, nor more security a faster one.
 */
enum Extra {
  /** No volatile cache below. */
  POWER(Capability.PowerLossProtection, "no write that was confirmed is lost when power fails"),
  /** For images whose redundancy counts. */
  SHARED(Capability.SharedAccess, "other nodes reach the image when its node fails"),
  /** For images that are not written in sequence only. */
  ATOMIC(Capability.AtomicWrites, "no write of more than a sector is ever torn"),
  /** For images that are to be cloned. */
  OFFLOAD(Capability.CopyOffload, "copies are made below, without moving the bytes"),
  /** No second cache. */
  DIRECT(Capability.DirectIo, "QEMU reads and writes without a second cache in memory"),
  /** Cheap zeroes. */
  ZEROES(Capability.WriteZeroes, "what the guest zeroes costs no writing"),
  /** Proof of allocation. */
  MAPPED(Capability.ExtentMapping, "what is allocated can be read back exactly"),
  /** A limit to what images take. */
  QUOTA(Capability.ProjectQuota, "what the images take can be limited");

  private final Capability capability;
  private final String merit;

  Extra(Capability capability, String merit) {
    this.capability = capability;
    this.merit = merit;
  }

  /** What it is. */
  Capability capability() {
    return capability;
  }

  /** What it is good for, in words. */
  String merit() {
    return merit;
  }

  /** What {@code device} has of what serves {@code demand}, as a number: the more, the better. */
  static int of(DeviceFacts device, Demand demand) {
    int sum = 0;
    for (Extra each : values()) {
      sum = 2 * sum + (each.serves(demand) && device.has(each.capability) ? 1 : 0);
    }
    return sum;
  }

  /** What {@code device} has of what serves {@code demand}, and {@code other} has not. */
  static List<Extra> over(DeviceFacts device, DeviceFacts other, Demand demand) {
    List<Extra> found = new ArrayList<>();
    for (Extra each : values()) {
      if (each.serves(demand) && device.has(each.capability) && !other.has(each.capability)) {
        found.add(each);
      }
    }
    return found;
  }

  private boolean serves(Demand demand) {
    return switch (this) {
      case SHARED -> demand.redundancy() > 0;
      case ATOMIC -> demand.access() != Access.Sequential;
      case OFFLOAD -> demand.requires().contains(Feature.Cloning);
      default -> true;
    };
  }
}
