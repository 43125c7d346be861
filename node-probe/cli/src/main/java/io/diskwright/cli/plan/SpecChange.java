package io.diskwright.cli.plan;

import com.fasterxml.jackson.databind.JsonNode;
import io.diskwright.api.v1alpha1.ImageSource;
import io.diskwright.api.v1alpha1.VmDiskImage;
import io.diskwright.cli.input.Read;
import io.diskwright.cli.output.Failure;
import io.diskwright.cli.output.Json;
import io.diskwright.cli.state.StoredImage;
import io.diskwright.decision.Demands;
import io.diskwright.decision.Orders;
import io.diskwright.planner.Demand;
import io.diskwright.planner.ImageFormat;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Compares what is wanted now with what was made. */
final class SpecChange {
  private SpecChange() {}

  /** Why the image as wanted now cannot be had from the one that was made; nothing if it can. */
  static Optional<Planned.Refused> refusal(Read<VmDiskImage> wanted, StoredImage stored) {
    Demand now = Demands.of(wanted.object());
    Demand before = Demands.of(stored.image());
    boolean sameSource = Objects.equals(source(wanted.object()), source(stored.image()));
    if (now.equals(before) && sameSource) {
      return Optional.empty();
    }
    String name = stored.name();
    if (now.sizeBytes() < before.sizeBytes()) {
      return refused(
          name,
          Failure.INVALID,
          wanted.at("spec.size")
              + ": spec.size: "
              + name
              + " has "
              + size(stored.image())
              + " already, and an image never shrinks; write "
              + size(stored.image())
              + " or more");
    }
    if (sameSource && now.equals(Demands.of(withSize(stored.image(), wanted.object())))) {
      ImageFormat format = stored.decision().format();
      return format.canGrow()
          ? Optional.empty()
          : refused(
              name,
              Failure.REFUSED,
              wanted.at("spec.size")
                  + ": spec.size: "
                  + name
                  + " was made with "
                  + size(stored.image())
                  + " as "
                  + format
                  + ", a format that cannot grow; put "
                  + size(stored.image())
                  + " back, or make a new image and copy to it");
    }
    return refused(
        name,
        Failure.REFUSED,
        wanted.at("spec")
            + ": "
            + name
            + " is made already, and "
            + String.join(", ", differences(stored.image(), wanted.object()))
            + " changed since, which may need another image; put it back, or delete the image and"
            + " apply again, which loses its content");
  }

  /** Whether the two say anything different that users see. */
  static boolean differs(VmDiskImage wanted, VmDiskImage stored) {
    return !Json.tree(wanted.getSpec()).equals(Json.tree(stored.getSpec()))
        || !Json.tree(orEmpty(wanted.getMetadata().getLabels()))
            .equals(Json.tree(orEmpty(stored.getMetadata().getLabels())))
        || !Json.tree(orEmpty(wanted.getMetadata().getAnnotations()))
            .equals(Json.tree(orEmpty(stored.getMetadata().getAnnotations())));
  }

  private static Object orEmpty(Object map) {
    return map == null ? java.util.Map.of() : map;
  }

  private static Optional<Planned.Refused> refused(String name, int exitCode, String message) {
    return Optional.of(new Planned.Refused(name, exitCode, message, Optional.empty()));
  }

  private static @Nullable ImageSource source(VmDiskImage image) {
    return Orders.content(image.getSpec().source());
  }

  private static String size(VmDiskImage image) {
    return String.valueOf(image.getSpec().size());
  }

  private static List<String> differences(VmDiskImage before, VmDiskImage now) {
    JsonNode old = Json.tree(before.getSpec());
    JsonNode fresh = Json.tree(now.getSpec());
    TreeSet<String> fields = new TreeSet<>();
    old.fieldNames().forEachRemaining(fields::add);
    fresh.fieldNames().forEachRemaining(fields::add);
    return fields.stream()
        .filter(field -> !old.path(field).equals(fresh.path(field)))
        .map(field -> "spec." + field)
        .toList();
  }

  private static VmDiskImage withSize(VmDiskImage image, VmDiskImage other) {
    VmDiskImage resized = Json.copy(image, VmDiskImage.class);
    resized.setSpec(image.getSpec().withSize(other.getSpec().size()));
    return resized;
  }
}
