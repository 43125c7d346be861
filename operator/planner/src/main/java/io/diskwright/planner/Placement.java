package io.diskwright.planner;

import java.util.Map;

/**
 * Where an image may lie; empty members leave it open.
 *
 * @param node name of the only node allowed, or empty
 * @param pool name of the only pool allowed, or empty
 * @param labels labels the device must carry
 */
public record Placement(String node, String pool, Map<String, String> labels) {
  /** Anywhere. */
  public static final Placement ANYWHERE = new Placement("", "", Map.of());
}
