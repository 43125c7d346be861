package io.diskwright.service;

import io.fabric8.kubernetes.client.http.AsyncBody;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import io.fabric8.kubernetes.client.http.Interceptor;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Counts what a client writes to the API server, each attempt, as the server sees it. */
final class ApiWrites implements Interceptor {
  private static final String OTHER = "Other";

  private static final Map<String, String> KINDS =
      Map.of(
          "vmdiskimages", "VmDiskImage",
          "vmdiskclasses", "VmDiskClass",
          "storagepools", "StoragePool",
          "storagedevices", "StorageDevice",
          "diskallocations", "DiskAllocation",
          "persistentvolumes", "PersistentVolume",
          "persistentvolumeclaims", "PersistentVolumeClaim",
          "events", "Event",
          "leases", "Lease");

  private static final Map<String, String> VERBS =
      Map.of("POST", "create", "PUT", "update", "PATCH", "patch", "DELETE", "delete");

  private final MeterRegistry registry;

  ApiWrites(MeterRegistry registry) {
    this.registry = registry;
  }

  @Override
  public void after(
      HttpRequest request,
      HttpResponse<?> response,
      AsyncBody.Consumer<List<ByteBuffer>> consumer) {
    String verb = VERBS.get(request.method());
    if (verb != null) {
      count(verb, Objects.requireNonNullElse(request.uri().getPath(), ""), response.code());
    }
  }

  /**
   * Counts a write to a path such as {@code /apis/GROUP/VERSION/namespaces/NS/KINDS/NAME/status}.
   */
  void count(String verb, String path, int code) {
    List<String> words = List.of(path.split("/"));
    int at = words.indexOf("apis") == 1 ? 4 : 3;
    if (words.size() > at + 2 && words.get(at).equals("namespaces")) {
      at += 2;
    }
    String kind = at < words.size() ? KINDS.getOrDefault(words.get(at), OTHER) : OTHER;
    boolean ofStatus = words.size() > at + 2 && words.get(at + 2).equals("status");
    registry
        .counter(
            "diskwright.api.writes",
            "kind",
            kind,
            "what",
            ofStatus ? "status" : verb,
            "outcome",
            outcome(code))
        .increment();
  }

  private static String outcome(int code) {
    return switch (code / 100) {
      case 2 -> "Done";
      case 4 ->
          switch (code) {
            case 404 -> "NotFound";
            case 409 -> "Conflict";
            case 429 -> "Throttled";
            default -> "Refused";
          };
      default -> "Failed";
    };
  }
}
