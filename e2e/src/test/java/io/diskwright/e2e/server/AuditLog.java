package io.diskwright.e2e.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/** What the API server was asked, and by whom: its audit log, one JSON object a line. */
public final class AuditLog {

  private static final Set<String> WRITES =
      Set.of("create", "update", "patch", "delete", "deletecollection");

  private final Path file;
  private final ObjectMapper mapper = new ObjectMapper();

  AuditLog(Path file) {
    this.file = file;
  }

  /**
   * One request.
   *
   * @param user the name as the API server authenticated it
   * @param verb get, list, watch, create, update, patch, delete or deletecollection
   * @param uri path and query
   * @param resource plural, with the subresource after a slash if there is one
   * @param code the HTTP status of the answer, 0 while there is none
   */
  public record Request(String user, String verb, String uri, String resource, int code) {

    /** Whether it asked for a change. */
    public boolean isWrite() {
      return WRITES.contains(verb);
    }
  }

  /** Every request so far, oldest first; a watch appears when it begins and when it ends. */
  public List<Request> requests() {
    try {
      String text = Files.readString(file);
      String whole = text.substring(0, text.lastIndexOf('\n') + 1); // the last line may be half
      return whole.lines().map(this::parse).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The requests of the user whose name ends so, oldest first. */
  public List<Request> requestsOf(String userSuffix) {
    return requests().stream().filter(r -> r.user().endsWith(userSuffix)).toList();
  }

  private Request parse(String line) {
    try {
      JsonNode event = mapper.readTree(line);
      JsonNode object = event.path("objectRef");
      String subresource = object.path("subresource").asText();
      return new Request(
          event.path("user").path("username").asText(),
          event.path("verb").asText(),
          event.path("requestURI").asText(),
          object.path("resource").asText() + (subresource.isEmpty() ? "" : "/" + subresource),
          event.path("responseStatus").path("code").asInt());
    } catch (IOException e) {
      throw new UncheckedIOException("audit line: " + line, e);
    }
  }
}
