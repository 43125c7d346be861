package io.diskwright.planner;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What the planner knows about one place that can hold images.
 *
 * @param name the StorageDevice's name
 * @param node the node it is on
 * @param pool the pool it belongs to, or empty
 * @param labels the StorageDevice's labels
 * @param target what images are placed in
 * @param kind what lies at the bottom
 * @param capabilities what was probed or declared; a capability not named is unknown
 * @param properties such as {@code filesystem} and {@code rotational}, as published
 * @param allocatableBytes bytes that can be allocated now
 * @param promisableBytes bytes of virtual size that may still be promised to images, after
 *     overcommit
 * @param notReady why it cannot take images now, or empty when it can
 * @param measurements costs measured on this very device, as published; empty when it was not
 *     calibrated
 * @param unhealthy what is broken or about to be, or empty; an unhealthy device is the last choice
 */
public record DeviceFacts(
    String name,
    String node,
    String pool,
    Map<String, String> labels,
    TargetKind target,
    DeviceKind kind,
    Map<Capability, CapabilityFact> capabilities,
    Map<String, String> properties,
    long allocatableBytes,
    long promisableBytes,
    String notReady,
    Map<String, String> measurements,
    String unhealthy) {
  /** A healthy device. */
  public DeviceFacts(
      String name,
      String node,
      String pool,
      Map<String, String> labels,
      TargetKind target,
      DeviceKind kind,
      Map<Capability, CapabilityFact> capabilities,
      Map<String, String> properties,
      long allocatableBytes,
      long promisableBytes,
      String notReady,
      Map<String, String> measurements) {
    this(
        name,
        node,
        pool,
        labels,
        target,
        kind,
        capabilities,
        properties,
        allocatableBytes,
        promisableBytes,
        notReady,
        measurements,
        "");
  }

  /** The same device, of which so many bytes may still be promised. */
  public DeviceFacts promising(long bytes) {
    return bytes == promisableBytes
        ? this
        : new DeviceFacts(
            name,
            node,
            pool,
            labels,
            target,
            kind,
            capabilities,
            properties,
            allocatableBytes,
            bytes,
            notReady,
            measurements,
            unhealthy);
  }

  /** Whether the capability was shown to be there. */
  public boolean has(Capability capability) {
    CapabilityFact fact = capabilities.get(capability);
    return fact != null && fact.state() == CapabilityState.Present;
  }

  /** What the device lacks: the complement of what it has; unknown counts as lacking. */
  public List<Capability> lacks() {
    return Capability.complementOf(
        capabilities.keySet().stream()
            .filter(this::has)
            .collect(java.util.stream.Collectors.toUnmodifiableSet()));
  }

  /** The value of a capability, empty when there is none. */
  public String value(Capability capability) {
    CapabilityFact fact = capabilities.get(capability);
    return fact == null ? "" : fact.value();
  }

  /** The capabilities shown to be there. */
  public Set<Capability> has() {
    return capabilities.keySet().stream()
        .filter(this::has)
        .collect(java.util.stream.Collectors.toUnmodifiableSet());
  }
}
