package io.diskwright.arrays.swordfish;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import io.diskwright.arrays.Queries;
import io.diskwright.arrays.TestServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;

/**
 * A service made of a directory of resources, as the mock-ups that DMTF and SNIA publish are laid
 * out; wants to be signed in at.
 *
 * @param sessions whether it has sessions, else HTTP Basic
 */
record MockUp(boolean sessions) implements HttpHandler {
  private static final Path RESOURCES = Path.of("src/test/resources/swordfish");
  private static final String TOKEN = "t0ken";
  private static final String BASIC =
      "Basic "
          + Base64.getEncoder()
              .encodeToString(
                  (Queries.USERNAME + ":" + Queries.PASSWORD).getBytes(StandardCharsets.UTF_8));

  @Override
  public void handle(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    if (path.equals("/redfish/v1/")) {
      String root = Files.readString(RESOURCES.resolve("index.json"));
      String links =
          "\"Links\": {\"Sessions\": {\"@odata.id\": \"/redfish/v1/SessionService/Sessions\"}}";
      json(exchange, 200, sessions ? root.replace("\"Links\": {}", links) : root);
    } else if (path.startsWith("/redfish/v1/SessionService/Sessions")) {
      session(exchange);
    } else if (!isSignedIn(exchange)) {
      json(exchange, 401, "{}");
    } else {
      Path file = RESOURCES.resolve(path.substring("/redfish/v1/".length())).resolve("index.json");
      boolean there = Files.isRegularFile(file);
      json(exchange, there ? 200 : 404, there ? Files.readString(file) : "{}");
    }
  }

  private void session(HttpExchange exchange) throws IOException {
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    if (exchange.getRequestMethod().equals("DELETE")) {
      json(exchange, 204, "");
    } else if (body.contains(Queries.PASSWORD) && body.contains(Queries.USERNAME)) {
      exchange.getResponseHeaders().set("X-Auth-Token", TOKEN);
      exchange.getResponseHeaders().set("Location", "/redfish/v1/SessionService/Sessions/1");
      json(exchange, 201, "{}");
    } else {
      json(exchange, 401, "{}");
    }
  }

  private boolean isSignedIn(HttpExchange exchange) {
    return sessions
        ? TOKEN.equals(exchange.getRequestHeaders().getFirst("X-Auth-Token"))
        : BASIC.equals(exchange.getRequestHeaders().getFirst("Authorization"));
  }

  private static void json(HttpExchange exchange, int status, String body) throws IOException {
    TestServer.send(exchange, status, "application/json", body);
  }
}
