package io.diskwright.probe;

import io.diskwright.planner.Capability;
import java.util.Set;

/** How the place is administered: quotas, and who else sees it. */
final class AdminProbe implements CapabilityProbe {
  private static final String TYPE = "fstatfs f_type";

  /** FUSE programs that are clients of a cluster. */
  private static final Set<String> CLUSTERS =
      Set.of("ceph", "ceph-fuse", "glusterfs", "juicefs", "moosefs", "mfs", "lizardfs");

  @Override
  public void ask(Place place, Findings out) {
    out.ask(
        Capability.ProjectQuota,
        ProjectQuota.CALL,
        "no quota by project is on",
        () -> ProjectQuota.of(place, place.roots()));
    out.ask(Capability.SharedAccess, TYPE, "one node at a time sees it", () -> shared(place));
  }

  private static Finding shared(Place place) {
    String type = place.baseType();
    return switch (place.family()) {
      case NETWORK -> {
        String version = place.baseMount().superOption("vers");
        String value = type.startsWith("nfs") && version != null ? "nfs" + version : type;
        yield Finding.present(value, TYPE, type, "every client of the server sees it");
      }
      case FUSE -> fuse(type);
      case LENT ->
          Finding.unknown(
              TYPE, type, "the machine around this one lends it; who else has it is not known");
      default ->
          place.family().isOfOneNode()
              ? Finding.absent(TYPE, type, "one node at a time sees it")
              : Finding.unknown(TYPE, type, "whether others see it is not known for this type");
    };
  }

  private static Finding fuse(String type) {
    String subtype = type.startsWith("fuse.") ? type.substring("fuse.".length()) : "";
    return CLUSTERS.contains(subtype)
        ? Finding.present(subtype, TYPE + " + /proc/self/mountinfo", type, "a cluster keeps it")
        : Finding.unknown(TYPE, type, "whether others see it only that program knows");
  }
}
