package io.diskwright.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Objects;

/** What can be tried at an object. */
enum Attempt {
  Create,
  /** Server-side apply of what is not there yet. */
  Apply,
  Update,
  Patch,
  Status,
  Finalizers,
  DeleteCollection,
  Delete;

  /** A query by which nothing is changed. */
  static final String DRY = "dryRun=All";

  private static final String MERGE = "application/merge-patch+json";

  /**
   * Tries it.
   *
   * @param there an object as it is
   * @param fresh one that is not there
   * @param query of the URL, {@link #DRY} or empty
   * @return the HTTP status
   */
  int by(Requests who, Kind kind, JsonNode there, JsonNode fresh, String query) {
    String path = kind.path();
    String one = path + "/" + name(there);
    return switch (this) {
      case Create -> who.send("POST", path + "?" + query, "application/json", fresh);
      case Apply ->
          who.send(
              "PATCH",
              path + "/" + name(fresh) + "?fieldManager=me&force=true&" + query,
              "application/apply-patch+yaml",
              fresh);
      case Update -> {
        ObjectNode changed = there.deepCopy();
        changed.withObject("/metadata/annotations").put("example.org/by", "update");
        yield who.send("PUT", one + "?" + query, "application/json", changed);
      }
      case Patch ->
          who.send(
              "PATCH",
              one + "?" + query,
              MERGE,
              Yaml.first("metadata: {annotations: {example.org/by: patch}}"));
      case Status -> {
        ObjectNode body = Kind.JSON.createObjectNode();
        body.set("status", Objects.requireNonNullElseGet(kind.status(), body::deepCopy));
        yield who.send("PATCH", one + "/status?" + query, MERGE, body);
      }
      case Finalizers ->
          who.send(
              "PATCH",
              one + "?" + query,
              MERGE,
              Yaml.first("metadata: {finalizers: [example.org/mine]}"));
      case DeleteCollection ->
          who.send(
              "DELETE",
              path + "?fieldSelector=metadata.name%3D" + name(there),
              "application/json",
              options(query));
      case Delete -> who.send("DELETE", one, "application/json", options(query));
    };
  }

  /** For DELETE: with a body, what the query says does not count; without, the client sends GET. */
  static JsonNode options(String query) {
    ObjectNode options = Kind.JSON.createObjectNode();
    options.put("apiVersion", "v1").put("kind", "DeleteOptions");
    if (query.equals(DRY)) {
      options.putArray("dryRun").add("All");
    }
    return options;
  }

  private static String name(JsonNode object) {
    return object.path("metadata").path("name").asText();
  }
}
