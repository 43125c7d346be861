package io.diskwright.planner;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * An image lies only where it may: on the node, in the pool, on devices with the labels; and where
 * the image is that it is made from.
 */
final class PlacementRule implements Rule {
  @Override
  public Optional<Rejection> check(Candidate candidate, Context context) {
    DeviceFacts device = candidate.device();
    Placement wanted = context.demand().placement();
    if (!wanted.node().isEmpty() && !wanted.node().equals(device.node())) {
      return elsewhere(device, "is on node " + device.node() + ", not " + wanted.node(), "node");
    }
    if (!wanted.pool().isEmpty() && !wanted.pool().equals(device.pool())) {
      String pool = device.pool().isEmpty() ? "in no pool" : "in pool " + device.pool();
      return elsewhere(device, "is " + pool + ", not " + wanted.pool(), "pool");
    }
    for (Map.Entry<String, String> label : wanted.labels().entrySet()) {
      if (!label.getValue().equals(device.labels().get(label.getKey()))) {
        return elsewhere(
            device,
            "does not carry all of the labels " + new TreeMap<>(wanted.labels()),
            "deviceSelector");
      }
    }
    Origin origin = context.demand().origin();
    if (origin != null && !origin.node().equals(device.node())) {
      return Rejection.because(
          RejectionReason.PlacementMismatch,
          () ->
              "%s is on node %s; the image it is made from, %s, is on node %s and can be read only there"
                  .formatted(device.name(), device.node(), origin.name(), origin.node()),
          "spec/source.image");
    }
    return Optional.empty();
  }

  private static Optional<Rejection> elsewhere(DeviceFacts device, String why, String field) {
    return Rejection.because(
        RejectionReason.PlacementMismatch,
        () -> device.name() + " " + why,
        "spec/placement." + field);
  }
}
