package io.diskwright.arrays.swordfish;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.diskwright.api.v1alpha1.Reasons.ArraysReachable;
import io.diskwright.arrays.ArrayException;
import io.diskwright.arrays.ArrayQuery;
import io.diskwright.arrays.Deadline;
import io.diskwright.arrays.Faults;
import io.diskwright.arrays.Limits;
import io.diskwright.arrays.Login;
import io.diskwright.arrays.TooMuchException;
import io.diskwright.arrays.Trust;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * A conversation with a Redfish service, DMTF DSP0266: signs in by a session where the service has
 * them, else by HTTP Basic; reads; signs out. Sends credentials to the endpoint alone.
 */
final class RedfishSession implements AutoCloseable {
  /** Where every service starts, DSP0266 6.2. */
  static final String ROOT = "/redfish/v1/";

  private static final int REDIRECTS = 3;
  private static final ObjectMapper JSON = json();

  private final URI endpoint;
  private final Login login;
  private final Limits limits;
  private final Deadline deadline;
  private final Faults faults;
  private final HttpClient http;
  private int requests;
  private long bytes;
  private @Nullable String basic;
  private @Nullable String token;
  private @Nullable String sessionPath;

  private RedfishSession(ArrayQuery query, Faults faults, HttpClient http) {
    this.endpoint = query.endpoint();
    this.login = query.login();
    this.limits = query.limits();
    this.deadline = Deadline.in(limits.total());
    this.faults = faults;
    this.http = http;
  }

  /** Prepares; nothing is sent yet. */
  static RedfishSession open(ArrayQuery query, Faults faults) throws ArrayException {
    HttpClient.Builder client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(query.limits().connect())
            .proxy(HttpClient.Builder.NO_PROXY)
            .followRedirects(HttpClient.Redirect.NEVER);
    try {
      client.sslContext(Trust.of(query.login().authorities()));
    } catch (GeneralSecurityException e) {
      throw faults.of(
          ArraysReachable.SecretMissing,
          "ca.crt in its Secret holds no certificates in PEM; put those of the issuer there");
    }
    return new RedfishSession(query, faults, client.build());
  }

  /** The service root, which tells where the rest is; signs in by what it says. */
  JsonNode start() throws ArrayException {
    HttpResponse<byte[]> answer = get(ROOT);
    if (answer.statusCode() == 401) { // the root should be open, but is not everywhere
      basic = basic();
      return parse(ROOT, get(ROOT));
    }
    JsonNode root = parse(ROOT, answer);
    String sessions = root.path("Links").path("Sessions").path("@odata.id").asText();
    if (sessions.isEmpty() || !signIn(sessions)) {
      basic = basic();
    }
    return root;
  }

  /** Reads one resource; empty when there is none. */
  Optional<JsonNode> read(String path) throws ArrayException {
    HttpResponse<byte[]> answer = get(path);
    return answer.statusCode() == 404 ? Optional.empty() : Optional.of(parse(path, answer));
  }

  /** Follows redirects within the service, such as to the same path without its last slash. */
  private HttpResponse<byte[]> get(String path) throws ArrayException {
    HttpResponse<byte[]> answer = send(request(path).GET(), path);
    for (int hops = 0; isRedirect(answer.statusCode()); hops++) {
      String to = answer.headers().firstValue("Location").orElse("");
      if (to.isEmpty() || hops == REDIRECTS) {
        throw faults.of(ArraysReachable.BadAnswer, "it redirects without end at " + path);
      }
      answer = send(request(to).GET(), to);
    }
    return answer;
  }

  private String basic() {
    byte[] pair = (login.username() + ":" + login.password()).getBytes(StandardCharsets.UTF_8);
    return "Basic " + Base64.getEncoder().encodeToString(pair);
  }

  /** Signs out; what does not work then is no longer of interest. */
  @Override
  public void close() {
    try {
      if (sessionPath != null) {
        send(request(sessionPath).DELETE(), sessionPath);
      }
    } catch (ArrayException e) {
      // The service forgets idle sessions by itself.
    } finally {
      http.shutdownNow();
    }
  }

  private boolean signIn(String sessions) throws ArrayException {
    byte[] body;
    try {
      body =
          JSON.writeValueAsBytes(
              Map.of("UserName", login.username(), "Password", login.password()));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
    HttpResponse<byte[]> answer =
        send(
            request(sessions)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(body)),
            sessions);
    if (answer.statusCode() == 401 || answer.statusCode() == 403) {
      throw faults.status(answer.statusCode(), sessions);
    }
    token = answer.headers().firstValue("X-Auth-Token").orElse(null);
    sessionPath = token == null ? null : answer.headers().firstValue("Location").orElse(null);
    return token != null;
  }

  private HttpRequest.Builder request(String path) throws ArrayException {
    URI uri;
    try {
      uri = endpoint.resolve(path);
    } catch (IllegalArgumentException e) {
      throw faults.of(ArraysReachable.BadAnswer, "it names a path that is none: " + path);
    }
    if (!isOurs(uri)) {
      throw faults.of(
          ArraysReachable.BadAnswer,
          "it sends us to another host, %s, and we do not go there; name that host as endpoint if it is right"
              .formatted(uri.getRawAuthority()));
    }
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri)
            .header("Accept", "application/json")
            .header("OData-Version", "4.0");
    if (token != null) {
      request.header("X-Auth-Token", token);
    } else if (basic != null) {
      request.header("Authorization", basic);
    }
    return request;
  }

  private HttpResponse<byte[]> send(HttpRequest.Builder request, String path)
      throws ArrayException {
    if (++requests > limits.requests()) {
      throw faults.of(
          ArraysReachable.BadAnswer,
          "it has more elements than we look at; name the volume by its path on the array, such as /redfish/v1/Storage/1/Volumes/3");
    }
    try {
      Duration time = deadline.left(limits.request());
      HttpRequest built = request.timeout(time).build();
      HttpResponse<byte[]> answer = await(built, time);
      bytes += answer.body().length;
      if (bytes > limits.totalBytes()) {
        throw new TooMuchException("more than %d bytes in all".formatted(limits.totalBytes()));
      }
      return answer;
    } catch (IOException e) {
      throw faults.of(e);
    }
  }

  /** HttpRequest.timeout ends with the headers; the body must come in time too. */
  private HttpResponse<byte[]> await(HttpRequest request, Duration time) throws IOException {
    CompletableFuture<HttpResponse<byte[]>> answer =
        http.sendAsync(
            request, BodyHandlers.limiting(BodyHandlers.ofByteArray(), limits.answerBytes()));
    try {
      return answer.get(time.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw new SocketTimeoutException("no whole answer in time");
    } catch (ExecutionException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      if (cause instanceof IOException failure && isLimit(failure)) {
        throw new TooMuchException(
            "more than %d bytes at %s".formatted(limits.answerBytes(), request.uri().getRawPath()));
      }
      throw new IOException(cause);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SocketTimeoutException("interrupted");
    } finally {
      answer.cancel(true);
    }
  }

  /** The JDK says it in words only. */
  private static boolean isLimit(IOException failure) {
    return String.valueOf(failure.getMessage()).contains("exceeds capacity");
  }

  private JsonNode parse(String path, HttpResponse<byte[]> answer) throws ArrayException {
    if (answer.statusCode() != 200) {
      throw faults.status(answer.statusCode(), path);
    }
    try {
      JsonNode node = JSON.readTree(answer.body());
      if (node.isObject()) {
        return node;
      }
    } catch (IOException e) {
      // What Jackson says quotes what came, which may be anything.
    }
    throw faults.of(
        ArraysReachable.BadAnswer,
        "what it sends for %s is no JSON object; check interface and endpoint".formatted(path));
  }

  private boolean isOurs(URI uri) {
    return endpoint.getScheme().equalsIgnoreCase(String.valueOf(uri.getScheme()))
        && endpoint.getHost().equalsIgnoreCase(String.valueOf(uri.getHost()))
        && port(endpoint) == port(uri)
        && uri.getRawUserInfo() == null;
  }

  private static int port(URI uri) {
    return uri.getPort() >= 0 ? uri.getPort() : "http".equalsIgnoreCase(uri.getScheme()) ? 80 : 443;
  }

  private static boolean isRedirect(int status) {
    return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
  }

  /** Resources are small and flat; what is not is no resource. */
  private static ObjectMapper json() {
    return new ObjectMapper(
            JsonFactory.builder()
                .streamReadConstraints(
                    StreamReadConstraints.builder()
                        .maxNestingDepth(64)
                        .maxStringLength(64 << 10)
                        .maxNumberLength(64)
                        .maxNameLength(1 << 10)
                        .build())
                .build())
        .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
  }
}
