package io.diskwright.probe;

import io.diskwright.api.v1alpha1.DeviceCapacity;
import io.diskwright.api.v1alpha1.DeviceIdentity;
import io.diskwright.api.v1alpha1.StackLayer;
import io.diskwright.planner.DeviceKind;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What is published of a place beside its capabilities and conditions.
 *
 * @param path canonical, by which the device is named together with its identity
 */
record Facts(
    String path,
    DeviceKind kind,
    DeviceIdentity identity,
    List<StackLayer> stack,
    SortedMap<String, String> properties,
    DeviceCapacity capacity) {
  /** What came from elsewhere is made fit to be published. */
  Facts {
    stack =
        stack.stream()
            .map(l -> new StackLayer(Messages.published(l.name()), l.type(), l.transport()))
            .toList();
    properties = new TreeMap<>(properties);
    properties.replaceAll((name, value) -> Messages.published(value));
  }

  private static final DeviceIdentity NONE = new DeviceIdentity(null, null, null, null, null);

  /** Of a place that was never seen: the kind that promises nothing, and no room. */
  static Facts unseen(String path) {
    return new Facts(
        path, DeviceKind.Virtual, NONE, List.of(), new TreeMap<>(), new DeviceCapacity(0, 0, 0));
  }

  /** What the mount table says of a place that does not answer. */
  static Facts fromMountTable(String path, Mount mount) {
    FilesystemFamily family = FilesystemFamily.ofName(mount.type());
    StackLayer top = new StackLayer(mount.type(), LayerTypes.FILESYSTEM, null);
    return new Facts(
        path,
        family == FilesystemFamily.NETWORK ? DeviceKind.NetworkFilesystem : DeviceKind.Virtual,
        NONE,
        family == FilesystemFamily.NETWORK
            ? List.of(new StackLayer(mount.source(), LayerTypes.EXPORT, null), top)
            : List.of(top),
        new TreeMap<>(Map.of("filesystem", mount.type())),
        new DeviceCapacity(0, 0, 0));
  }

  /** What is known of an open place without a further question. */
  static Facts of(Place place, String below, int reservePercent) {
    Facts unseen = unseen(pathOf(place, below));
    return new Facts(
        unseen.path,
        unseen.kind,
        unseen.identity,
        place.stack().published(),
        new TreeMap<>(Map.of("filesystem", place.mount().type())),
        DeviceProbe.capacity(place.statfs(), reservePercent));
  }

  /**
   * Everything.
   *
   * @param below the name of the missing directory, below the place, that is meant; or empty
   */
  static Facts read(Place place, Roots roots, String below, int reservePercent) {
    return new Facts(
        pathOf(place, below),
        IdentityReader.kind(place),
        IdentityReader.read(place, roots, below),
        place.stack().published(),
        PropertyReader.read(place),
        DeviceProbe.capacity(place.statfs(), reservePercent));
  }

  private static String pathOf(Place place, String below) {
    return below.isEmpty()
        ? place.path()
        : place.path().equals("/") ? "/" + below : place.path() + "/" + below;
  }
}
