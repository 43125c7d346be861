package io.diskwright.planner;

/**
 * What is known about one capability of one device.
 *
 * @param state whether it is there
 * @param value more about it, such as {@code raid1} for redundancy; empty if there is no more
 */
public record CapabilityFact(CapabilityState state, String value) {}
