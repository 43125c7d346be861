package io.diskwright.arrays.swordfish;

import com.fasterxml.jackson.databind.JsonNode;
import io.diskwright.api.v1alpha1.Reasons.ArraysReachable;
import io.diskwright.arrays.ArrayException;
import io.diskwright.arrays.ArrayQuery;
import io.diskwright.arrays.ElementName;
import io.diskwright.arrays.Faults;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Finds a volume or pool in a service: by its path, else by walking all storage, which is at {@code
 * Storage} (Swordfish 1.2 on), {@code StorageServices} (before) and below each of {@code Systems}
 * (Redfish).
 */
final class ElementFinder {
  private static final int POOLS_OF_A_VOLUME = 4;
  private static final int PAGES = 100;

  private final RedfishSession session;
  private final Faults faults;
  private final ArrayQuery query;
  private final Set<String> visited = new HashSet<>();

  ElementFinder(RedfishSession session, Faults faults, ArrayQuery query) {
    this.session = session;
    this.faults = faults;
    this.query = query;
  }

  /**
   * The one element of that name.
   *
   * @param collection Volumes or StoragePools
   * @throws ArrayException when there is none, or several: nothing is guessed
   */
  JsonNode find(JsonNode root, ElementName name, String collection) throws ArrayException {
    String path = name.toString();
    if (path.startsWith(RedfishSession.ROOT)) {
      return session.read(path).orElseThrow(() -> faults.notFound(query));
    }
    List<JsonNode> named = new ArrayList<>();
    for (String storage : storages(root)) {
      Optional<JsonNode> resource = session.read(storage);
      if (resource.isEmpty()) {
        continue;
      }
      for (JsonNode element : elements(Resources.path(resource.get().path(collection)))) {
        if (Resources.isWorldWide(element, name)) {
          return element; // world-wide names are not given twice
        }
        if (Resources.isNamed(element, name)) {
          named.add(element);
        }
      }
    }
    if (named.size() > 1) {
      throw faults.of(
          ArraysReachable.NotFound,
          "it has %d of the name %s, such as %s and %s; name the one by its WWN or its path"
              .formatted(
                  named.size(), name, Resources.path(named.get(0)), Resources.path(named.get(1))));
    }
    return named.stream().findFirst().orElseThrow(() -> faults.notFound(query));
  }

  /** The pools a volume takes its space from, as far as it says. */
  List<JsonNode> poolsOf(JsonNode volume) throws ArrayException {
    List<JsonNode> pools = new ArrayList<>();
    for (JsonNode link : volume.path("CapacitySources")) {
      JsonNode source = link;
      if (!link.has("ProvidingPools") && link.has("@odata.id")) {
        source = session.read(Resources.path(link)).orElse(link);
      }
      String providing = Resources.path(source.path("ProvidingPools"));
      for (JsonNode pool : elements(providing)) {
        pools.add(pool);
        if (pools.size() == POOLS_OF_A_VOLUME) {
          return pools;
        }
      }
    }
    return pools;
  }

  private List<String> storages(JsonNode root) throws ArrayException {
    List<String> paths = new ArrayList<>();
    for (String place : List.of("Storage", "StorageServices")) {
      paths.addAll(members(Resources.path(root.path(place))));
    }
    for (String system : members(Resources.path(root.path("Systems")))) {
      Optional<JsonNode> resource = session.read(system);
      if (resource.isPresent()) {
        paths.addAll(members(Resources.path(resource.get().path("Storage"))));
      }
    }
    return paths;
  }

  private List<JsonNode> elements(String collection) throws ArrayException {
    List<JsonNode> elements = new ArrayList<>();
    for (String path : members(collection)) {
      session.read(path).ifPresent(elements::add);
    }
    return elements;
  }

  /** The paths of a collection's members, page by page; none when it is not there. */
  private List<String> members(String collection) throws ArrayException {
    List<String> paths = new ArrayList<>();
    String page = collection;
    for (int pages = 0; !page.isEmpty() && visited.add(page) && pages < PAGES; pages++) {
      Optional<JsonNode> resource = session.read(page);
      if (resource.isEmpty()) {
        break;
      }
      for (JsonNode member : resource.get().path("Members")) {
        if (!Resources.path(member).isEmpty()) {
          paths.add(Resources.path(member));
        }
      }
      page = resource.get().path("Members@odata.nextLink").asText();
    }
    return paths;
  }
}
