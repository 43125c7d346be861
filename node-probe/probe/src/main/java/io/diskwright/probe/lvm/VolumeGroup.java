package io.diskwright.probe.lvm;

import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A volume group as its metadata describes it; lvmreport(7).
 *
 * @param name as vgs prints it
 * @param uuid of the group
 * @param sequence number of the last change
 * @param size bytes
 * @param free bytes in extents that no volume has
 * @param extentSize bytes
 * @param shared how several hosts share it, such as sanlock, dlm or clustered; empty when one has
 *     it
 * @param exported whether it was taken out of use by vgexport
 * @param physical its physical volumes
 * @param logical its logical volumes, hidden ones too
 */
public record VolumeGroup(
    String name,
    String uuid,
    long sequence,
    long size,
    long free,
    long extentSize,
    String shared,
    boolean exported,
    List<Physical> physical,
    List<Logical> logical) {
  /** The lists are copied. */
  public VolumeGroup {
    physical = List.copyOf(physical);
    logical = List.copyOf(logical);
  }

  /**
   * A physical volume.
   *
   * @param path its device, or [unknown]
   * @param missing whether it is not there
   * @param allocatable whether new volumes may be put on it
   */
  public record Physical(
      String path, String uuid, long size, long free, boolean missing, boolean allocatable) {}

  /**
   * A logical volume.
   *
   * @param name without the brackets of a hidden one
   * @param hidden whether it is only a part of another
   * @param type of its first segment, such as linear, thin-pool or raid1
   * @param size bytes
   * @param metadataSize bytes of a pool's metadata, or 0
   * @param pool the thin pool it is in, or empty
   * @param data the volume that holds a pool's data, or empty
   * @param metadata the volume that holds a pool's metadata, or empty
   * @param discards of a pool: ignore, nopassdown or passdown; else empty
   * @param parts what it lies on: devices, or other volumes
   */
  public record Logical(
      String name,
      String uuid,
      boolean hidden,
      String type,
      long size,
      long metadataSize,
      String pool,
      String data,
      String metadata,
      String discards,
      List<String> parts) {
    /** The list is copied. */
    public Logical {
      parts = List.copyOf(parts);
    }

    /** What its device-mapper device has in dm/uuid; a suffix may follow. */
    public String deviceUuid(String groupUuid) {
      return "LVM-" + groupUuid.replace("-", "") + uuid.replace("-", "");
    }
  }

  /** The volume of that name, or null. */
  public @Nullable Logical find(String volume) {
    return logical.stream().filter(l -> l.name().equals(volume)).findFirst().orElse(null);
  }

  /** The thin pools in it. */
  public List<String> thinPools() {
    return logical.stream()
        .filter(volume -> volume.type().equals("thin-pool"))
        .map(Logical::name)
        .sorted()
        .toList();
  }

  /** The paths of the devices that {@code volume} lies on in the end. */
  public List<String> devicesOf(Logical volume) {
    return devicesOf(volume, 0).distinct().sorted().toList();
  }

  private Stream<String> devicesOf(Logical volume, int depth) {
    return volume.parts().stream()
        .flatMap(
            part -> {
              Logical inner = find(part);
              return part.startsWith("/") || part.startsWith("[")
                  ? Stream.of(part)
                  : inner == null || depth > 16 ? Stream.empty() : devicesOf(inner, depth + 1);
            });
  }
}
