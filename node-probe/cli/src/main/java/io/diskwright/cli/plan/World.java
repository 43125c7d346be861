package io.diskwright.cli.plan;

import io.diskwright.api.v1alpha1.StorageDevice;
import io.diskwright.api.v1alpha1.StoragePool;
import io.diskwright.cli.state.StoredImage;
import java.util.List;
import java.util.Optional;

/**
 * Everything a decision is made on, at one moment.
 *
 * @param places where images may go on this host; empty when devices were given instead
 * @param devices as probed or given
 * @param pools as given
 * @param stored what was made in the places before
 * @param troubles why some place could not be probed
 */
public record World(
    List<Place> places,
    List<StorageDevice> devices,
    List<StoragePool> pools,
    List<StoredImage> stored,
    List<String> troubles) {

  /** The image of that name, if it was made in one of the places. */
  public Optional<StoredImage> find(String name) {
    return stored.stream().filter(image -> image.name().equals(name)).findFirst();
  }

  /** The device of that name. */
  public Optional<StorageDevice> device(String name) {
    return devices.stream().filter(d -> d.getMetadata().getName().equals(name)).findFirst();
  }
}
