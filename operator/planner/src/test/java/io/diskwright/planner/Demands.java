package io.diskwright.planner;

import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Demands for tests: a 10 GiB image of which nothing special is wanted, and changes to it. */
final class Demands {
  private long size = 10 * Devices.GIB;
  private int performance = 50;
  private int redundancy;
  private SecurityLevel security = SecurityLevel.Off;
  private final Set<Feature> requires = EnumSet.noneOf(Feature.class);
  private Set<ImageFormat> formats = EnumSet.allOf(ImageFormat.class);
  private Consumer consumer = Consumer.QEMU;
  private Strategy strategy = Strategy.Measured;
  private Access access = Access.Mixed;
  private int fill = 50;
  private long minimum;
  private Placement placement = Placement.ANYWHERE;
  private @Nullable Origin origin;

  static Demands balanced() {
    return new Demands();
  }

  static Demands fastest() {
    return new Demands().performance(100);
  }

  static Demands smallest() {
    return new Demands().performance(0);
  }

  Demands size(long bytes) {
    this.size = bytes;
    return this;
  }

  Demands performance(int weight) {
    this.performance = weight;
    return this;
  }

  Demands redundancy(int weight) {
    this.redundancy = weight;
    return this;
  }

  Demands security(SecurityLevel level) {
    this.security = level;
    return this;
  }

  Demands requires(Feature... features) {
    requires.addAll(Set.of(features));
    return this;
  }

  Demands formats(ImageFormat... allowed) {
    this.formats = EnumSet.copyOf(Set.of(allowed));
    return this;
  }

  Demands consumer(Consumer who) {
    this.consumer = who;
    return this;
  }

  Demands patent() {
    this.strategy = Strategy.Patent;
    return this;
  }

  Demands access(Access pattern) {
    this.access = pattern;
    return this;
  }

  Demands fill(int percent) {
    this.fill = percent;
    return this;
  }

  Demands minimum(long bytes) {
    this.minimum = bytes;
    return this;
  }

  Demands on(String node) {
    this.placement = new Placement(node, "", Map.of());
    return this;
  }

  Demands in(String pool) {
    this.placement = new Placement("", pool, Map.of());
    return this;
  }

  Demands labelled(String key, String value) {
    this.placement = new Placement("", "", Map.of(key, value));
    return this;
  }

  /** A copy of an image that holds 9 of its 10 GiB. */
  Demands copyOf(String device, AllocationPolicy policy, ImageFormat format) {
    this.origin =
        new Origin(
            "shop/base",
            device,
            "node-a",
            policy,
            format,
            Map.of(Options.PREALLOCATION, "off"),
            10 * Devices.GIB,
            9 * Devices.GIB);
    return this;
  }

  Demand make() {
    return new Demand(
        "shop/orders-db",
        size,
        performance,
        redundancy,
        security,
        requires,
        formats,
        consumer,
        strategy,
        access,
        fill,
        minimum,
        placement,
        origin);
  }
}
