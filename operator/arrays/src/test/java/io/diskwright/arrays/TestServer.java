package io.diskwright.arrays;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** An HTTP server on this host, with TLS or without, that keeps what it was asked. */
public final class TestServer implements AutoCloseable {
  static {
    // Else each answer waits 40 ms for the client's acknowledgement of the one before.
    System.setProperty("sun.net.httpserver.nodelay", "true");
  }

  private final HttpServer server;
  private final ExecutorService workers = Executors.newCachedThreadPool();
  private final List<String> requests = new CopyOnWriteArrayList<>();
  private final String endpoint;

  private TestServer(HttpServer server, boolean secure) {
    this.server = server;
    this.endpoint =
        (secure ? "https://localhost:" : "http://localhost:") + server.getAddress().getPort();
  }

  /** Starts. */
  public static TestServer start(@Nullable SSLContext tls, HttpHandler handler) throws IOException {
    InetSocketAddress address = new InetSocketAddress(InetAddress.getByName("localhost"), 0);
    HttpServer server;
    if (tls == null) {
      server = HttpServer.create(address, 0);
    } else {
      HttpsServer https = HttpsServer.create(address, 0);
      https.setHttpsConfigurator(new HttpsConfigurator(tls));
      server = https;
    }
    TestServer made = new TestServer(server, tls != null);
    server.createContext("/", exchange -> made.handle(exchange, handler));
    server.setExecutor(made.workers);
    server.start();
    return made;
  }

  /** Where it is. */
  public String endpoint() {
    return endpoint;
  }

  /** Method, path and credentials of every request, in order. */
  public List<String> requests() {
    return requests;
  }

  /** Sends an answer. */
  public static void send(HttpExchange exchange, int status, String type, String body)
      throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", type);
    exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  @Override
  public void close() {
    server.stop(0);
    workers.shutdownNow();
  }

  private void handle(HttpExchange exchange, HttpHandler handler) throws IOException {
    String credentials =
        exchange.getRequestHeaders().containsKey("Authorization")
            ? " basic"
            : exchange.getRequestHeaders().containsKey("X-Auth-Token") ? " token" : "";
    requests.add(exchange.getRequestMethod() + " " + exchange.getRequestURI() + credentials);
    try (exchange) {
      // All of it, before anything is answered: what the server has to read over afterwards it may
      // read together with the client's next request, over TLS, and then it never sees that one.
      byte[] body = exchange.getRequestBody().readAllBytes();
      exchange.setStreams(new ByteArrayInputStream(body), null);
      handler.handle(exchange);
    } catch (InterruptedIOException e) {
      // The test is over.
    }
  }
}
